"""The tables of challenges and rewards as ORM models, with the keys that the migrations give them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012
        int: sa.BigInteger,
        datetime: sa.DateTime(timezone=True),
        dict[str, Any]: JSONB,
        str: sa.Text,
    }


class OutboxColumns:
    __tablename__ = "outbox"
    seq: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    id: Mapped[UUID]
    type: Mapped[str]
    key: Mapped[str]
    data: Mapped[str]


class PositionColumns:
    __tablename__ = "positions"
    topic: Mapped[str] = mapped_column(primary_key=True)
    partition: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    position: Mapped[int]


class Outbox(OutboxColumns, Base):
    """Of challenges."""


class Position(PositionColumns, Base):
    """Of challenges."""


class Challenge(Base):
    __tablename__ = "challenges"
    challenge_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(sa.Integer)
    state: Mapped[str]
    body: Mapped[dict[str, Any]]


class Join(Base):
    __tablename__ = "joins"
    rider_id: Mapped[UUID] = mapped_column(primary_key=True)
    challenge_id: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime | None]


class CountedTrip(Base):
    """A trip in the database of challenges."""

    __tablename__ = "trips"
    trip_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(sa.Integer)
    counts: Mapped[bool]
    rider_id: Mapped[UUID]
    operator_id: Mapped[str]
    service: Mapped[str]
    started_at: Mapped[datetime]
    local_on: Mapped[date]
    local_hour: Mapped[int] = mapped_column(sa.SmallInteger)
    vehicle_type: Mapped[str]
    duration_s: Mapped[int] = mapped_column(sa.Integer)
    energy_kcal: Mapped[int] = mapped_column(sa.Integer)
    distance_m: Mapped[int | None] = mapped_column(sa.Integer)
    distance_source: Mapped[str | None]
    climb_m: Mapped[int | None] = mapped_column(sa.Integer)
    ended_at: Mapped[datetime]
    start_station_id: Mapped[str | None]
    end_station_id: Mapped[str | None]
    start_zone_id: Mapped[str | None]
    end_zone_id: Mapped[str | None]
    zone_ids: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    city_id: Mapped[str]


class Progress(Base):
    """An entry in the database of challenges."""

    __tablename__ = "entries"
    challenge_id: Mapped[UUID] = mapped_column(primary_key=True)
    rider_id: Mapped[UUID] = mapped_column(primary_key=True)
    period_on: Mapped[date] = mapped_column(primary_key=True)
    revision: Mapped[int]
    progress: Mapped[int]
    target: Mapped[int]
    version: Mapped[int] = mapped_column(sa.Integer)
    is_paused: Mapped[bool]
    judged_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    is_given: Mapped[bool]
    has_left: Mapped[bool]
    city_id: Mapped[str]


class RewardsBase(DeclarativeBase):
    """The tables in the database of rewards, whose `trips` and `entries` differ from those of challenges."""

    type_annotation_map = Base.type_annotation_map


class RewardsOutbox(OutboxColumns, RewardsBase):
    """Of rewards."""


class RewardsPosition(PositionColumns, RewardsBase):
    """Of rewards."""


class PaidTrip(RewardsBase):
    __tablename__ = "trips"
    rider_id: Mapped[UUID] = mapped_column(primary_key=True)
    local_on: Mapped[date] = mapped_column(primary_key=True)
    trip_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(sa.Integer)
    points: Mapped[int] = mapped_column(sa.Integer)
    cap_points: Mapped[int] = mapped_column(sa.Integer)
    available_at: Mapped[datetime]
    counts: Mapped[bool]
    earns: Mapped[bool]
    started_at: Mapped[datetime]
    start_station_id: Mapped[str | None]
    end_station_id: Mapped[str | None]
    vehicle_type: Mapped[str]
    local_hour: Mapped[int] = mapped_column(sa.SmallInteger)
    distance_m: Mapped[int | None] = mapped_column(sa.Integer)
    energy_kcal: Mapped[int] = mapped_column(sa.Integer)
    start_zone_id: Mapped[str | None]
    city_id: Mapped[str]


class PaidEntry(RewardsBase):
    __tablename__ = "entries"
    challenge_id: Mapped[UUID] = mapped_column(primary_key=True)
    rider_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    points: Mapped[int] = mapped_column(sa.Integer)
    available_at: Mapped[datetime]
    city_id: Mapped[str]


class RiderDay(RewardsBase):
    __tablename__ = "rider_days"
    rider_id: Mapped[UUID] = mapped_column(primary_key=True)
    local_on: Mapped[date] = mapped_column(primary_key=True)
    points: Mapped[int] = mapped_column(sa.Integer)
    limit_points: Mapped[int] = mapped_column(sa.Integer)
    revision: Mapped[int]
    ebike_points: Mapped[int] = mapped_column(sa.Integer)
    trips: Mapped[int] = mapped_column(sa.Integer)
    city_id: Mapped[str]


class Posting(RewardsBase):
    __tablename__ = "postings"
    posting_id: Mapped[UUID]
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    hash: Mapped[bytes]
    kind: Mapped[str]
    source: Mapped[str]
    destination: Mapped[str]
    points: Mapped[int] = mapped_column(sa.Integer)
    given_by: Mapped[str]
    local_on: Mapped[date]
    posted_at: Mapped[datetime]
    available_at: Mapped[datetime]
    rule: Mapped[str]
    version: Mapped[int] = mapped_column(sa.Integer)
    params: Mapped[str]
    city_id: Mapped[str]


class Account(RewardsBase):
    __tablename__ = "accounts"
    rider_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    points: Mapped[int]
    debt_points: Mapped[int]
    lifetime_points: Mapped[int]
    trip_revisions: Mapped[int]
    seq: Mapped[int] = mapped_column(sa.Integer)
    hash: Mapped[bytes]
    city_id: Mapped[str]
