"""Bugs that `make mutants` plants in stations, what they report, and zones."""

from tests.planted_bugs import Mutant

OPERATORS = "tests/trips/test_station_operators.py"
RULES = "tests/trips/test_station_rules.py"
LIST = "tests/trips/test_station_list.py"
STATUSES = "tests/trips/test_statuses.py"
DAYS = "tests/trips/test_status_rules.py"
ZONES = "tests/trips/test_zones_of_the_city.py"
STATIONS = (
    Mutant(
        "an operator takes the stations of another",
        "services/trips/stations/actions.py",
        "if owner is None or owner.operator_id == operator_id:",
        "if True:",
        f"{OPERATORS}::test_the_station_of_another_operator_is_a_failure_and_the_others_land",
    ),
    Mutant(
        "who puts stations of others alone is told that all went well",
        "services/trips/stations/actions.py",
        "if others and not own:",
        "if False:",
        f"{OPERATORS}::test_who_puts_stations_of_others_alone_is_refused",
    ),
    Mutant(
        "two operators who put a station at once both have it",
        "services/trips/stations/actions.py",
        """    await lock(tx)
    owners = await store""",
        "    owners = await store",
        "tests/trips/test_zones.py::test_stations_and_zones_are_put_one_after_the_other",
    ),
    Mutant(
        "a transfer is not said",
        "services/trips/stations/actions.py",
        "    await publish(tx, [event_of(city_id, each) for each in given])\n",
        "",
        f"{OPERATORS}::test_the_city_gives_all_stations_of_an_operator_to_another",
    ),
    Mutant(
        "what is put after a transfer has a revision that readers pass over",
        "services/trips/stations/rules.py",
        "return max(of_feed, last + 1) if observed.is_newest",
        "return of_feed if observed.is_newest",
        f"{RULES}::test_a_later_feed_has_a_higher_revision",
    ),
    Mutant(
        "an older feed that comes late is the newest",
        "services/trips/stations/rules.py",
        "else min(of_feed, last - 1)",
        "else last + 1",
        f"{RULES}::test_a_later_feed_has_a_higher_revision",
    ),
    Mutant(
        "an older feed that comes late renames a station",
        "services/trips/stations/rules.py",
        "if as_of < before.told_at:",
        "if False:",
        f"{RULES}::test_a_station_is_as_the_last_feed_tells_in_whatever_order_feeds_come",
    ),
    Mutant(
        "a station that came back is where it was meanwhile",
        "services/trips/stations/rules.py",
        "[replace(before, valid_from=before.told_at)] if returned else []",
        "[]",
        f"{RULES}::test_a_station_that_went_and_came_back_has_three_stays",
    ),
    Mutant(
        "a station that another zone contains now does not say so",
        "services/trips/zones/actions.py",
        "        await say_anew(tx, city_id, elsewhere)\n",
        "",
        f"{OPERATORS}::test_a_station_that_another_zone_contains_now_says_so_and_only_that",
    ),
    Mutant(
        "a station that has ended is listed",
        "services/trips/stations/store.py",
        "WHERE newest AND (until_at IS NULL OR until_at > :now) {{conditions}}",
        "WHERE newest AND (true OR until_at > :now) {{conditions}}",
        f"{LIST}::test_a_station_that_has_ended_is_left_out_and_where_it_stood_too",
    ),
    Mutant(
        "a station is listed where it stood before too",
        "services/trips/stations/store.py",
        "WHERE newest AND (until_at IS NULL",
        "WHERE true AND (until_at IS NULL",
        f"{LIST}::test_a_station_that_has_ended_is_left_out_and_where_it_stood_too",
    ),
    Mutant(
        "what is near is measured in degrees",
        "services/trips/stations/store.py",
        "APART = f\"mercator <-> {ON_MAP.format(lat='lat', lon='lon')}\"",
        'APART = "point(lon, lat) <-> point(CAST(:lon AS float8), CAST(:lat AS float8))"',
        f"{LIST}::test_near_a_place_the_nearest_on_the_ground_come_first",
    ),
    Mutant(
        "a district has no stations of its neighbourhoods",
        "services/trips/stations/store.py",
        "JOIN inside ON zones.parent_id = inside.zone_id",
        "JOIN inside ON zones.parent_id = inside.zone_id AND false",
        f"{LIST}::test_a_zone_has_the_stations_of_the_zones_inside_it",
    ),
    Mutant(
        "an operator writes zones after the city",
        "services/trips/zones/rules.py",
        "if city_has_written and not is_city:",
        "if False:",
        f"{ZONES}::test_zones_are_the_citys_once_it_has_put_some",
    ),
    Mutant(
        "zones that the city only confirms stay the operator's",
        "services/trips/zones/actions.py",
        "    if by_city:\n",
        "    if by_city and changed:\n",
        f"{ZONES}::test_zones_are_the_citys_once_it_has_put_some",
    ),
    Mutant(
        "an operator reports for the stations of others",
        "services/trips/statuses/actions.py",
        "if owner is not None and owner.operator_id == operator_id:",
        "if owner is not None:",
        f"{STATUSES}::test_who_is_unknown_or_anothers_is_a_failure_and_the_others_land",
    ),
    Mutant(
        "an earlier feed that comes late changes a report",
        "services/trips/statuses/store.py",
        "WHERE (known.said_at, known.state",
        "WHERE true OR (known.said_at, known.state",
        f"{STATUSES}::test_late_and_repeated_feeds_make_one_history_in_whatever_order",
    ),
    Mutant(
        "a station that rents nothing is usable",
        "services/trips/statuses/actions.py",
        "status.is_installed and status.is_renting and status.is_returning",
        "status.is_installed and status.is_returning",
        f"{STATUSES}::test_what_is_told_makes_a_state",
    ),
    Mutant(
        "what nobody knows is usable",
        "services/trips/statuses/rules.py",
        "min(next_at, report.said_at + SILENT, ends_at)",
        "min(next_at, ends_at)",
        f"{DAYS}::test_what_no_report_tells_is_unknown",
    ),
    Mutant(
        "a day begins without the state of the evening before",
        "services/trips/statuses/store.py",
        "AND reported_at <= :begins_at ORDER BY",
        "AND reported_at <= :begins_at AND false ORDER BY",
        f"{STATUSES}::test_g17_of_a_station_that_reported_late_and_twice",
    ),
    Mutant(
        "every local day has 24 hours",
        "services/trips/statuses/rules.py",
        "    return first, last\n",
        "    return first, first + timedelta(1)\n",
        f"{DAYS}::test_a_day_has_the_minutes_that_the_clocks_give_it",
    ),
)
