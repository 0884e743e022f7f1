"""Bugs that `make mutants` plants in how traces are read, deleted and outlived by what was judged."""

from tests.planted_bugs import Mutant

REMAINS = "services/trips/traces/remains/rules.py"
ACTIONS = "services/trips/own_traces/actions.py"
PLACES = "services/trips/stored_traces/store.py"
DELETED = "tests/trips/own_traces/test_deleted.py"
PRUNING = "tests/trips/own_traces/test_pruning.py"
OWN_TRACES = (
    Mutant(
        "a ride that a deleted trace was merged into is judged as if it were the trace's own",
        REMAINS,
        "return self.rides.get(trip_id) or Shown(",
        "return Shown(",
        f"{DELETED}::test_when_the_partner_is_voided_the_phone_lives_with_its_own_figures",
    ),
    Mutant(
        "a deleted trace gives all its metres to each ride that is told later",
        "services/trips/evidence/rules.py",
        "return _evenly(remains.own.metres, told, ride)",
        "return remains.own.metres",
        f"{DELETED}::test_metres_of_a_deleted_trace_count_once_for_all_rides_that_docks_tell_later",
    ),
    Mutant(
        "a deleted trace reads as one that was never told",
        "services/trips/tellings/rules.py",
        "return self.trace is not None or self.remains is not None",
        "return self.trace is not None",
        f"{DELETED}::test_nothing_of_where_a_rider_was_is_left_and_the_trip_stays_as_it_was",
    ),
    Mutant(
        "a trip whose trace is deleted ends when its phone says",
        "services/trips/tellings/rules.py",
        "return telling.remains.moved_until",
        "return None",
        f"{DELETED}::test_a_trip_without_end_keeps_its_figures_when_its_end_comes",
    ),
    Mutant(
        "who deletes at once is not compared with what was told before",
        ACTIONS,
        "    if await store.is_looked_for(tx, trip_ids):\n        return trip_ids\n",
        "",
        f"{DELETED}::test_who_deletes_at_once_is_compared_as_who_waits",
    ),
    Mutant(
        "a deletion takes no place in the line of who looks",
        "services/trips/cross_checks/store.py",
        "SELECT pg_advisory_xact_lock({BESIDE_LOCK})",
        "SELECT pg_try_advisory_xact_lock({BESIDE_LOCK})",
        f"{DELETED}::test_a_deletion_that_would_wait_for_long_may_be_asked_for_again",
    ),
    Mutant(
        "who deletes at once is compared before what was told earlier",
        "services/trips/cross_checks/store.py",
        "WHERE trace_ids <> '{}' AND search_id <= (",
        "WHERE trace_ids <> '{}' AND search_id >= (",
        f"{DELETED}::test_who_deletes_at_once_is_compared_as_who_waits",
    ),
    Mutant(
        "a way is known again though its trace is deleted",
        PLACES,
        'sa.text("DELETE FROM ways WHERE trip_id',
        'sa.text("DELETE FROM ways WHERE false AND trip_id',
        f"{DELETED}::test_nothing_of_where_a_rider_was_is_left_and_the_trip_stays_as_it_was",
    ),
    Mutant(
        "points of who waited for a deletion stay for ever",
        "services/trips/trace_chunks/rules.py",
        "self.is_cancelled or self.is_deleted or",
        "self.is_cancelled or",
        f"{DELETED}::test_a_chunk_that_waited_for_a_deletion_is_refused",
    ),
    Mutant(
        "what is merged into a trip outlives its deletion",
        ACTIONS,
        "trip_ids = [trip.trip_id, *await store.merged_into(tx, trip)]",
        "trip_ids = [trip.trip_id]",
        f"{DELETED}::test_a_trip_is_read_and_deleted_with_the_phone_that_is_merged_into_it",
    ),
    Mutant(
        "an open trip is judged by half of its way for ever",
        "services/trips/own_traces/rules.py",
        "each.is_open and each.telling.withdrawn is None",
        "False",
        f"{DELETED}::test_an_open_trip_is_ended_or_cancelled_first",
    ),
    Mutant(
        "old places are deleted while somebody judges their rider",
        ACTIONS,
        "[each for each in lot if each.rider_id in strikes]",
        "lot",
        f"{PRUNING}::test_who_is_locked_is_left_to_the_next_time",
    ),
    Mutant(
        "few days end a trace to which points may still come",
        PLACES,
        "AND NOT live_trips.closed",
        "AND false",
        f"{PRUNING}::test_points_that_may_still_come_are_waited_for_however_few_days_places_are_kept",
    ),
    Mutant(
        "a service deletes places that its limits still compare",
        ACTIONS,
        "if trace_days < needed:",
        "if trace_days < 1:",
        f"{PRUNING}::test_places_are_kept_for_as_long_as_ways_are_compared",
    ),
)
