"""Bugs that `make mutants` plants in how riders are erased from trips."""

from tests.planted_bugs import Mutant

ACTIONS = "services/trips/erasure/actions.py"
STORE = "services/trips/erasure/store.py"
ERASED = "tests/trips/erasure/test_erased.py"
LATER = "tests/trips/erasure/test_told_later.py"
OTHERS = "tests/trips/erasure/test_others.py"
NOTHING_SAYS = f"{ERASED}::test_nothing_says_any_more_whose_the_trips_were_and_where_they_led"
ERASURE = (
    Mutant(
        "an erased rider's phone is known again",
        STORE,
        "UPDATE trips SET device_key = NULL WHERE",
        "UPDATE trips SET device_key = device_key WHERE",
        NOTHING_SAYS,
    ),
    Mutant(
        "what an erased rider rode is judged again beside others",
        "services/trips/cross_checks/store.py",
        "WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])) AND NOT erased\n",
        "WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))\n",
        f"{OTHERS}::test_who_is_told_now_beside_an_erased_riders_trip_is_judged_beside_it",
    ),
    Mutant(
        "it is forgotten who was erased",
        ACTIONS,
        "await keep_hashes(tx, game.city_id, riders)",
        "await keep_hashes(tx, game.city_id, [])",
        f"{LATER}::test_the_rider_tells_nothing_more",
    ),
    Mutant(
        "others heal because a rider of their phone was erased",
        "services/trips/cross_checks/actions.py",
        "if partners & erased}}",
        "if False}}",
        f"{OTHERS}::test_others_stay_held_for_what_they_were_held_for",
    ),
    Mutant(
        "places of an erased rider stay",
        ACTIONS,
        "await forget_lot(tx, game, kept[place : place + LOT], now)",
        "pass",
        NOTHING_SAYS,
    ),
    Mutant(
        "start and end of an erased rider's trips stay where they were told",
        STORE,
        "start_lat = CASE WHEN start_is_station THEN start_lat END",
        "start_lat = start_lat",
        NOTHING_SAYS,
    ),
    Mutant(
        "an erased rider's trips leave the figures of the service",
        "services/trips/migrations/versions/0001_trips_stations_appeals.py",
        "WHERE is_trip OR (erased AND reasons <> '{not_told}')",
        "WHERE is_trip",
        f"{ERASED}::test_sums_of_days_and_zones_stay_and_those_of_the_rider_go",
    ),
    Mutant(
        "what locks tell once more judges an erased rider's ride",
        "services/trips/locks/actions.py",
        "final = {ride_id for ride_id, holder in holders.items() if holder.erased}",
        "final = set[UUID]()",
        f"{LATER}::test_locks_that_name_the_rider_name_nobody",
    ),
    Mutant(
        "who was erased while a request waited for the lock is not erased for it",
        "services/trips/verdicts/store.py",
        "gone |= {*ordered} - {row.rider_id for row in rows}",
        "gone |= frozenset()",
        f"{LATER}::test_a_request_that_waited_for_the_erasure_is_refused",
    ),
    Mutant(
        "a ride of locks becomes the trip of an erased rider",
        "services/trips/riderless/actions.py",
        "NOBODY if rider_id in riders.erased else rider_id",
        "rider_id",
        f"{LATER}::test_a_ride_that_only_the_riders_phone_tells_of_is_given_to_nobody",
    ),
    Mutant(
        "the doctor takes sums of who was erased for differences",
        "rodem/care/agreement.py",
        "if id_ not in named | renamed}",
        "if id_ not in named}",
        "tests/rodem/test_differences.py::test_sums_of_who_was_erased_are_no_difference_and_hide_none",
    ),
)
