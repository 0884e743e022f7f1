"""Bugs that `make mutants` plants in rides of locks, and in whose they are."""

from tests.planted_bugs import Mutant

RULES = "services/trips/locks/rules.py"
ACTIONS = "services/trips/locks/actions.py"
VERDICTS = "services/trips/verdicts/actions.py"
RIDES = "tests/trips/locks/test_rides_of_locks.py"
ORDER = "tests/trips/locks/test_order_of_locks.py::test_the_order_of_what_is_told_changes_no_trip"
LOCKS = (
    Mutant(
        "of one instant the unlock comes first",
        "services/trips/locks/store.py",
        'ORDER BY vehicle_id, at, kind\n""")\n\n\nasync def beside(',
        'ORDER BY vehicle_id, at, kind DESC\n""")\n\n\nasync def beside(',
        f"{RIDES}::test_of_one_instant_the_lock_comes_first",
    ),
    Mutant(
        "a lock may follow its unlock by more than a day",
        RULES,
        "RIDE_MAX = timedelta(hours=24)",
        "RIDE_MAX = timedelta(hours=25)",
        f"{RIDES}::test_a_day_and_no_more_lies_between_an_unlock_and_its_lock",
    ),
    Mutant(
        "an odometer that runs backwards gives metres",
        RULES,
        "end_m is None or end_m < begin_m",
        "end_m is None",
        f"{RIDES}::test_metres_are_those_of_the_odometer_unless_it_runs_backwards",
    ),
    Mutant(
        "another value of a known event is taken",
        RULES,
        "getattr(known, name) not in (None, value)",
        "getattr(known, name) in ()",
        f"{RIDES}::test_an_event_is_one_whatever_its_id_and_another_value_is_refused",
    ),
    Mutant(
        "events may lie a day ahead",
        "shared/http/clocks.py",
        "if moment > now + AHEAD_MAX]",
        "if moment > now + AHEAD_MAX * 300]",
        f"{RIDES}::test_an_event_is_one_whatever_its_id_and_another_value_is_refused",
    ),
    Mutant(
        "a ride that is told no more stays a trip",
        "services/trips/verdicts/rules.py",
        "for telling in tellings if telling.is_told]",
        "for telling in tellings]",
        f"{RIDES}::test_a_late_unlock_splits_a_ride",
    ),
    Mutant(
        "another operator's lock ends a ride",
        "services/trips/locks/store.py",
        'OF_VEHICLE = "FROM vehicle_events AS event WHERE operator_id = :operator_id AND vehicle_id',
        'OF_VEHICLE = "FROM vehicle_events AS event WHERE operator_id >= :operator_id AND vehicle_id',
        f"{RIDES}::test_another_operators_vehicle_of_the_same_name_is_another_vehicle",
    ),
    Mutant(
        "a ride of another operator with the same id is told otherwise",
        "services/trips/locks/store.py",
        "way = 'locks' AND operator_id = :operator_id AS is_ride",
        "way = 'locks' AND :operator_id <> '' AS is_ride",
        f"{RIDES}::test_operators_whose_rides_have_one_id_change_nothing_of_each_other",
    ),
    Mutant(
        "of two riders whose phones show a ride one has it",
        "services/trips/riderless/rules.py",
        "if len(shown) == 1 else NOBODY",
        "if shown else NOBODY",
        f"{RIDES}::test_two_phones_claim_a_ride_and_one_cancels",
    ),
    Mutant(
        "on the log a trip becomes another rider's",
        "services/trips/rules.py",
        "        return uuid5(self.trip_id, str(self.rider_id))\n",
        "        return self.trip_id\n",
        f"{RIDES}::test_two_phones_claim_a_ride_and_one_cancels",
    ),
    Mutant(
        "who loses a ride keeps it on the log",
        VERDICTS,
        "            said.append(before)\n",
        "            pass\n",
        f"{RIDES}::test_two_phones_claim_a_ride_and_one_cancels",
    ),
    Mutant(
        "who takes a telling back lets no rider be looked for",
        VERDICTS,
        "    if not known_riders:\n",
        "    if False:\n",
        f"{RIDES}::test_two_phones_claim_a_ride_and_one_cancels",
    ),
    Mutant(
        "who loses a ride of locks is not looked at beside others again",
        "services/trips/riderless/actions.py",
        "strikes, now, known_riders=True)",
        "strikes, now, known_riders=True, known_beside=True)",
        "tests/trips/locks/test_locks_at_once.py"
        "::test_a_phone_that_loses_a_ride_is_looked_at_beside_others_once_more",
    ),
    Mutant(
        "a phone that comes after the locks lets no rider be looked for",
        VERDICTS,
        "    await search_riders(tx, game, touched)\n",
        "",
        f"{RIDES}::test_two_phones_claim_a_ride_and_one_cancels",
    ),
    Mutant(
        "locks that come after the phone let no rider be looked for",
        ACTIONS,
        "    await search_riders(tx, game, nobodys)\n",
        "",
        ORDER,
    ),
    Mutant(
        "a ride of nobody is in its operator's list",
        "services/trips/queue/store.py",
        'yield "trips.is_trip"',
        'yield "true"',
        f"{RIDES}::test_a_ride_of_nobody_is_in_no_list_and_cannot_be_voided",
    ),
    Mutant(
        "a voided ride of locks is nobody's",
        "services/trips/tellings/store.py",
        "if row.rider_named or row.withdrawn or decision else None",
        "if row.rider_named or decision else None",
        f"{RIDES}::test_the_operator_voids_and_decides_a_ride_that_became_anothers_by_its_id",
    ),
    Mutant(
        "who gets a ride reads the appeal of who had it",
        "services/trips/riderless/actions.py",
        "    await store.forget_appeals(tx, list(moved))\n",
        "",
        f"{RIDES}::test_an_appeal_is_not_read_by_who_gets_the_ride",
    ),
    Mutant(
        "the first events of an operator miss a phone that is being stored",
        ACTIONS,
        "    if is_first:\n",
        "    if False:\n",
        "tests/trips/locks/test_locks_at_once.py"
        "::test_the_first_events_of_an_operator_meet_a_phone_that_is_being_stored",
    ),
    Mutant(
        "batches of one operator's events miss each other",
        "services/trips/locks/store.py",
        'name = f"vehicle events {operator_id}"\n',
        'name = f"vehicle events {operator_id} {id(tx)}"\n',
        "tests/trips/locks/test_locks_at_once.py::test_an_unlock_and_its_lock_at_the_same_time_find_each_other",
    ),
)
