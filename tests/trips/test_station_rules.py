"""What feeds tell of a station, in whatever order they come; and boxes and places in queries."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trips.stations.rules import (
    Box,
    Observed,
    Station,
    Stay,
    observe,
    read_box,
    read_near,
    revision_of,
)
from shared.http.problems import ValidationError

BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
Feed = tuple[int, str, float]
"""When it was made, in minutes, the station's name, and its latitude."""


def told(stays: Sequence[Stay], feed: Feed) -> Observed:
    minute, name, lat = feed
    return observe(stays, Station("1", name, lat, 2.0), BEGIN + timedelta(minutes=minute))


def history(feeds: Iterable[Feed]) -> list[Stay]:
    stays: dict[datetime, Stay] = {}
    for feed in feeds:
        ordered = [stays[at] for at in sorted(stays)]
        stays |= {stay.valid_from: stay for stay in told(ordered, feed).stays}
    return [stays[at] for at in sorted(stays)]


FEEDS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from("ab"), st.sampled_from([41.1, 41.2, 41.3])),
    min_size=1,
    max_size=8,
    unique_by=lambda feed: feed[0],
)


@given(feeds=FEEDS, data=st.data())
def test_a_station_is_as_the_last_feed_tells_in_whatever_order_feeds_come(
    feeds: list[Feed], data: st.DataObject
) -> None:
    minute, name, lat = max(feeds)
    newest = history(data.draw(st.permutations(feeds)))[-1]
    assert (newest.station.name, newest.station.lat) == (name, lat)
    assert newest.told_at == BEGIN + timedelta(minutes=minute)


@given(feeds=FEEDS)
def test_a_station_stood_where_each_feed_said_when_it_was_made(feeds: list[Feed]) -> None:
    stays = history(sorted(feeds))
    for minute, _, lat in feeds:
        at = BEGIN + timedelta(minutes=minute)
        stood = [stay for stay in stays if stay.valid_from <= at][-1]
        assert stood.station.lat == lat


@given(feeds=FEEDS, data=st.data())
def test_feeds_that_come_once_more_change_nothing(feeds: list[Feed], data: st.DataObject) -> None:
    in_order = sorted(feeds)
    assert history([*in_order, *data.draw(st.permutations(feeds))]) == history(in_order)


def test_a_station_that_went_and_came_back_has_three_stays() -> None:
    """The feed that tells where it was meanwhile comes last."""
    stays = history([(0, "a", 41.1), (9, "a", 41.1), (5, "a", 41.2)])
    minutes = [(stay.valid_from - BEGIN) / timedelta(minutes=1) for stay in stays]
    assert (minutes, [stay.station.lat for stay in stays]) == ([0, 5, 9], [41.1, 41.2, 41.1])


@pytest.mark.parametrize(
    ("feeds", "last", "revision"),
    [
        pytest.param([(5, "a", 41.1)], None, 5 * 60_000, id="the first"),
        pytest.param([(5, "a", 41.1), (6, "b", 41.1)], 5 * 60_000, 6 * 60_000, id="a later feed"),
        pytest.param([(5, "a", 41.1), (6, "b", 41.1)], 7 * 60_000, 7 * 60_000 + 1, id="after a transfer"),
        pytest.param([(5, "a", 41.1), (4, "b", 41.2)], 5 * 60_000, 4 * 60_000, id="an earlier feed"),
        pytest.param([(5, "a", 41.1), (5, "b", 41.1)], 5 * 60_000, 5 * 60_000 + 1, id="of one moment"),
    ],
)
def test_a_later_feed_has_a_higher_revision(feeds: list[Feed], last: int | None, revision: int) -> None:
    at = BEGIN + timedelta(minutes=feeds[-1][0])
    begin = int(BEGIN.timestamp() * 1000)
    found = revision_of(told(history(feeds[:-1]), feeds[-1]), at, last if last is None else begin + last)
    assert found - begin == revision


def test_a_box_is_west_south_east_north_and_a_place_lat_lon() -> None:
    assert read_box("2.1,41.3,2.2,41.4") == Box(2.1, 41.3, 2.2, 41.4)
    assert read_box("-180,-90,180,90") == Box(-180, -90, 180, 90)
    assert read_near("41.39,-2") == (41.39, -2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "bad_format", id="nothing"),
        pytest.param("2.1,41.3,2.2", "bad_format", id="three numbers"),
        pytest.param("2.1,41.3,2.2,41.4,5", "bad_format", id="five numbers"),
        pytest.param("a,b,c,d", "bad_format", id="letters"),
        pytest.param("nan,41.3,2.2,41.4", "bad_format", id="no number"),
        pytest.param("inf,41.3,2.2,41.4", "bad_format", id="infinity"),
        pytest.param("1e1,41.3,22,41.4", "bad_format", id="an exponent"),
        pytest.param("1_0,41.3,22,41.4", "bad_format", id="an underscore"),
        pytest.param("2.1, 41.3,2.2,41.4", "bad_format", id="a space"),
        pytest.param("２.1,41.3,2.2,41.4", "bad_format", id="a wide digit"),
        pytest.param("--2,41.3,2.2,41.4", "bad_format", id="two signs"),
        pytest.param("41.3,2.1,91.4,92.2", "out_of_range", id="beyond the pole"),
        pytest.param("-180.1,41.3,2.2,41.4", "out_of_range", id="beyond the date line"),
        pytest.param("2.2,41.3,2.1,41.4", "empty_range", id="east of west"),
        pytest.param("2.1,41.4,2.2,41.3", "empty_range", id="south of north"),
    ],
)
def test_what_is_no_box_is_refused(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_box(text)
    [error] = refused.value.members["errors"]
    assert (error["pointer"], error["code"]) == ("/query/bbox", code)
