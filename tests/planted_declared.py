"""Bugs of what is declared of days and stations, and of activities, that `make mutants` plants."""

from tests.planted_bugs import Mutant

TRIPS = "services/challenges/counting/trips.py"
DECLARED_SQL = "services/challenges/counting/declared.py"
PROGRESS = "services/challenges/counting/progress.py"
RECOUNTS = "services/challenges/recounts/actions.py"
RECOUNTS_STORE = "services/challenges/recounts/store.py"
RECOUNTS_RULES = "services/challenges/recounts/rules.py"
ACTIVITIES = "services/challenges/activities/"
BONUS = "services/challenges/bonus_stations/rules.py"
STREAK = (
    "tests/challenges/matching/test_conditions.py::test_a_streak_is_the_same_by_its_days_and_in_a_statement"
)
OF_DAYS = "tests/challenges/test_days.py::"
OF_STATIONS = "tests/challenges/test_bonus_stations.py::"
OF_ACTIVITIES = "tests/challenges/test_activities.py::"
DECLARED = (
    Mutant(
        "a tag that is taken away stays on trips that are known",
        TRIPS,
        "    if declared == (tuple(deed.day_tags), deed.start_is_bonus, deed.end_is_bonus):\n",
        "    if declared == ((), False, False):\n",
        f"{OF_DAYS}test_trips_that_are_known_follow_their_day",
    ),
    Mutant(
        "a trip that comes later has no tags",
        DECLARED_SQL,
        "WHERE days.local_on = {row}.local_on",
        "WHERE false",
        f"{OF_DAYS}test_trips_that_come_later_have_the_tags_of_their_day",
    ),
    Mutant(
        "a bonus station still is one at its end",
        DECLARED_SQL,
        "{at} < flag.until_at",
        "{at} <= flag.until_at",
        f"{OF_STATIONS}test_each_end_counts_by_its_own_moment",
    ),
    Mutant(
        "the end of a trip is at a bonus station by the moment of its start",
        DECLARED_SQL,
        '"end": "ended_at"',
        '"end": "started_at"',
        f"{OF_STATIONS}test_each_end_counts_by_its_own_moment",
    ),
    Mutant(
        "a new revision of a trip forgets what was declared",
        TRIPS,
        "for name in (*TOLD, *DECLARED) if name not in NEVER_CHANGING",
        "for name in TOLD if name not in NEVER_CHANGING",
        f"{OF_STATIONS}test_a_trip_that_moves_to_another_station_moves_its_entry",
    ),
    Mutant(
        "counted anew, an outage takes a freeze",
        PROGRESS,
        "            - (SELECT count(*) FROM {outages} AS before WHERE before.began_on <= mark::date)\n",
        "",
        STREAK,
    ),
    Mutant(
        "counted anew, a day of outage with a trip bridges too",
        PROGRESS,
        "            + count(outages.began_on) OVER in_order AS empty",
        "            AS empty",
        STREAK,
    ),
    Mutant(
        "a week that has an outage is empty",
        PROGRESS,
        "date_trunc('week', local_on)::date",
        "local_on",
        STREAK,
    ),
    Mutant(
        "events of riders whose trips follow at once have one id",
        RECOUNTS,
        "Cause(derived_id(lot, str(after.trip_id)), now)",
        "Cause(lot, now)",
        f"{OF_DAYS}test_what_a_tag_changes_is_said_of_each_rider",
    ),
    Mutant(
        "only the first lot of a day follows",
        RECOUNTS,
        "    if len(activities) < LOT and len(followed) < LOT:\n",
        "    if True:\n",
        f"{OF_DAYS}test_many_trips_follow_lot_by_lot",
    ),
    Mutant(
        "only the first lot of streaks is counted anew",
        RECOUNTS,
        "entries[-1].rider_id if len(entries) == LOT else None",
        "None",
        f"{OF_DAYS}test_many_trips_follow_lot_by_lot",
    ),
    Mutant(
        "an outage gives progress to who has left",
        RECOUNTS_STORE,
        "AND period_on = :period_on AND NOT has_left",
        "AND period_on = :period_on",
        f"{OF_DAYS}test_who_has_left_is_not_counted_anew",
    ),
    Mutant(
        "an outage is counted anew in the first of all periods",
        RECOUNTS_RULES,
        "return starts_on(window.published.kind, local_on)",
        "return window.first_on",
        f"{OF_DAYS}test_an_outage_bridges_in_its_own_period",
    ),
    Mutant(
        "where the end of a bonus station moves, days between are not looked at",
        BONUS,
        "last = min(max(ends), now + AHEAD)",
        "last = min(min(ends), now + AHEAD)",
        f"{OF_STATIONS}test_a_bonus_station_ends_otherwise_and_is_removed",
    ),
    Mutant(
        "the id of an activity says whose it is",
        f"{ACTIVITIES}rules.py",
        "    told = (known.operator_id, known.rider_id, known.service, known.at)\n"
        "    return told == (operator_id, reported.rider_id, reported.service, reported.at)",
        "    return (known.rider_id, known.service) == (reported.rider_id, reported.service)",
        f"{OF_ACTIVITIES}test_an_id_names_one_activity_of_one_operator",
    ),
    Mutant(
        "an operator voids what another one has reported",
        f"{ACTIVITIES}actions.py",
        "known if known and known.operator_id == operator_id and not known.is_erased else None, NO_ACTIVITY",
        "known if known and not known.is_erased else None, NO_ACTIVITY",
        f"{OF_ACTIVITIES}test_who_has_not_reported_an_activity_cannot_void_it",
    ),
    Mutant(
        "an activity that another service has reported is overwritten by an operator's of that id",
        TRIPS,
        'uuid5(ACTIVITIES, f"{self.operator_id}/{self.activity_id}")',
        'uuid5(ACTIVITIES, f"{self.activity_id}")',
        f"{OF_ACTIVITIES}test_an_activity_of_another_service_is_none_of_an_operator",
    ),
    Mutant(
        "after a reset own activities count no more",
        f"{ACTIVITIES}actions.py",
        "    await declare_first(tx, recount.city_id, {each.local_on for each in activities})\n",
        "",
        f"{OF_ACTIVITIES}test_own_activities_are_counted_again_after_a_reset",
    ),
)
