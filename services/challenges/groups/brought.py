"""SQL of what riders bring to their teams and pairs, by all their trips. Pure."""

from datetime import datetime

from services.challenges.matching.rules import Rule
from services.challenges.matching.sql import Counted, Literals, Values, counted
from services.challenges.tree.trees import Teams

# A trip is of the team, or workplace, of its start, if that one's own limit lets it take part.
OF_TEAMS = """
    FROM trips AS trip JOIN memberships AS stay ON stay.rider_id = trip.rider_id AND stay.kind = {of}
            AND trip.started_at >= stay.since AND (stay.until IS NULL OR trip.started_at < stay.until)
        JOIN teams ON teams.team_id = stay.team_id AND teams.size_max <= {size_max} {left_by}
    WHERE counts AND {is_counted} {of_riders}
"""
# A trip is of the pair in which its rider is in its period, if somebody else was there by the period's end.
# Who is in a period is told as of those who join.
OF_PAIRS = """
    FROM trips AS trip JOIN unnest({periods_on}, {ended_at}) AS period (period_on, ended_at)
            ON period.period_on = {period_on}
        JOIN partners AS stay ON stay.challenge_id = {challenge_id} AND stay.rider_id = trip.rider_id
            AND CASE WHEN period.ended_at > {now} THEN stay.until IS NULL AND stay.since <= {now}
                ELSE stay.since < period.ended_at
                    AND (stay.until IS NULL OR stay.until >= period.ended_at) END
        {left_by}
    WHERE counts AND {is_counted} {of_riders} AND EXISTS (
        SELECT FROM partners AS other WHERE other.pair_id = stay.pair_id
            AND other.rider_id <> stay.rider_id AND other.since < period.ended_at
    )
"""
# The doctor looks at those who have brought something: who is in a pair changes with the clock.
OF_KNOWN_PAIRS = """
    FROM trips AS trip JOIN shares AS known ON known.challenge_id = {challenge_id}
        AND known.rider_id = trip.rider_id AND known.period_on = {period_on} AND known.trips > 0
    WHERE counts AND {is_counted}
"""
OF_RIDERS = """
    AND trip.rider_id = ANY(CAST(:rider_ids AS uuid[]))
    AND trip.started_at >= :since AND trip.started_at < :until
    AND {period_on} = ANY(CAST(:periods_on AS date[]))
"""
"""Of these riders, in these periods."""


def _from_trips(
    rule: Rule, values: Values, counts: Counted, of_riders: str, now: datetime | None, left_by: str = ""
) -> str:
    who = rule.tree.who
    if not isinstance(who, Teams):
        periods = rule.window.periods()
        return OF_PAIRS.format(
            periods_on=values.add([each.period_on for each in periods], "date[]"),
            ended_at=values.add([each.ended_at for each in periods], "timestamptz[]"),
            period_on=counts.period_on,
            challenge_id=values.add(rule.challenge_id, "uuid"),
            now=values.add(now, "timestamptz"),
            is_counted=counts.is_counted,
            of_riders=of_riders.format(period_on=counts.period_on),
            left_by=left_by,
        )
    return OF_TEAMS.format(
        of=values.add(who.of, "text"),
        size_max=values.add(who.size_max, "int"),
        is_counted=counts.is_counted,
        of_riders=of_riders.format(period_on=counts.period_on),
        left_by=left_by,
    )


SHARE = """
    SELECT {group_id} AS group_id, {period_on} AS period_on, trip.rider_id, count(*) AS trips,
        sum({brings})::bigint AS progress
    {from_trips} GROUP BY 1, 2, 3
"""


def _group_id(rule: Rule) -> str:
    return "stay.team_id" if isinstance(rule.tree.who, Teams) else "stay.pair_id"


def brought(rule: Rule, values: Values, of_riders: str, now: datetime) -> str:
    """SQL of what riders bring: group_id, period_on, rider_id, trips, progress."""
    counts = counted(rule, values)
    return SHARE.format(
        group_id=_group_id(rule),
        period_on=counts.period_on,
        brings=counts.brings or "0",
        from_trips=_from_trips(rule, values, counts, of_riders, now),
    )


def proof(rule: Rule) -> str:
    """SQL of what riders bring by all trips, to compare their shares with."""
    values = Literals()
    counts = counted(rule, values)
    if isinstance(rule.tree.who, Teams):
        group_id, from_trips = _group_id(rule), _from_trips(rule, values, counts, "", None)
    else:
        group_id = "known.group_id"
        challenge_id = values.add(rule.challenge_id, "uuid")
        from_trips = OF_KNOWN_PAIRS.format(**counts._asdict(), challenge_id=challenge_id)
    return SHARE.format(
        group_id=group_id,
        period_on=counts.period_on,
        brings=counts.brings or "0",
        from_trips=from_trips,
    )


def marks(rule: Rule, values: Values, now: datetime) -> str:
    """SQL that stores the marks that trips of riders have left for their teams."""
    counts = counted(rule, values)
    left_by = f"CROSS JOIN LATERAL ({counts.marks}) AS left_by (mark)"
    return f"""
        INSERT INTO share_marks (challenge_id, group_id, period_on, mark, rider_id, city_id)
        SELECT DISTINCT CAST(:challenge_id AS uuid), {_group_id(rule)}, {counts.period_on}, left_by.mark,
            trip.rider_id, :city_id
        {_from_trips(rule, values, counts, OF_RIDERS, now, left_by)}
        RETURNING group_id, period_on, rider_id, mark
    """
