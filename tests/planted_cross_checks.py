"""Bugs that `make mutants` plants in what is judged beside other riders' trips."""

from tests.planted_bugs import Mutant

PATTERNS = "services/trips/patterns/rules.py"
RULES = "services/trips/cross_checks/rules.py"
ACTIONS = "services/trips/cross_checks/actions.py"
REPLAYED = "services/trips/replayed/actions.py"
NOTED = "services/trips/verdicts/store.py"
TESTS = "tests/trips/cross_checks/test_beside.py"
ORDER = "tests/trips/cross_checks/test_order_beside.py::test_what_others_hold_is_a_function_of_what_was_told"
CROSS_CHECKS = (
    Mutant(
        "a phone holds a dock's ride",
        PATTERNS,
        "told = [each for each in (a, b) if not each.by_operator] or [a, b]",
        "told = [a, b]",
        f"{TESTS}::test_who_shared_a_vehicle_heals_when_the_other_goes",
    ),
    Mutant(
        "who shared a vehicle stays held when the other goes",
        ACTIONS,
        "(dict(before) | dict(wants)).items() if of}",
        "(dict(wants) | dict(before)).items() if of}",
        f"{TESTS}::test_who_shared_a_vehicle_heals_when_the_other_goes",
    ),
    Mutant(
        "what others hold is not judged",
        "services/trips/verdicts/actions.py",
        "return by_reason(",
        "return {} and by_reason(",
        f"{TESTS}::test_trips_that_operators_told_of_one_vehicle_are_all_held",
    ),
    Mutant(
        "four legs of a vehicle are no loop",
        RULES,
        "lambda limits: limits.loop_legs_vehicle)",
        "lambda limits: limits.loop_legs_vehicle + 1)",
        f"{TESTS}::test_a_vehicles_loop_ends_with_any_of_its_legs",
    ),
    Mutant(
        "rows that may be legs are passed over",
        RULES,
        "    if not row.as_told:\n        return False\n",
        "    if not row.as_told:\n        return True\n",
        f"{TESTS}::test_a_phones_leg_that_its_trace_shows_is_a_leg",
    ),
    Mutant(
        "a device forgets its riders a day early",
        PATTERNS,
        "timedelta(days=ride.limits.device_days)",
        "timedelta(days=ride.limits.device_days - 1)",
        f"{TESTS}::test_a_device_forgets_its_riders_after_thirty_days",
    ),
    Mutant(
        "a device is kept as it is told",
        "services/trips/fingerprints/rules.py",
        'return hmac.digest(self.key, b"device " + device_id.encode(), sha256)',
        "return device_id.encode()",
        f"{TESTS}::test_a_device_is_kept_as_an_hmac_only",
    ),
    Mutant(
        "the way of a cancelled trip is forgotten",
        REPLAYED,
        "is_open = view.is_open and each.telling.withdrawn is None",
        "is_open = view.is_open",
        f"{TESTS}::test_a_way_is_known_again_though_its_first_trip_was_cancelled",
    ),
    Mutant(
        "a copy counts once the first trace is deleted",
        REPLAYED,
        "if each.telling.trace is None}",
        "if each.telling.trace is None and False}",
        f"{TESTS}::test_what_was_judged_by_a_trace_stays_when_that_is_deleted",
    ),
    Mutant(
        "a copy that is told first is never found",
        REPLAYED,
        "    later = {each.other_id for each in await _near(tx, game, fresh, later=True)}\n",
        "    later = set[UUID]()\n",
        f"{TESTS}::test_a_copy_that_is_told_first_is_found_too",
    ),
    Mutant(
        "a way is one of trips that share time",
        "services/trips/replayed/rules.py",
        "other_began_at < began_at and other_ended_at <= began_at",
        "other_began_at < began_at",
        f"{TESTS}::test_friends_who_ride_together_do_not_replay_each_other",
    ),
    Mutant(
        "imported trips are looked at",
        NOTED,
        'if trip.history or trip.verdict == "open":',
        'if trip.verdict == "open":',
        f"{TESTS}::test_imported_trips_are_not_looked_at",
    ),
    Mutant(
        "what a change leaves behind is not looked at",
        NOTED,
        "            vehicles.add((trip.operator_id, trip.vehicle_id, trip.started_at, trip.ended_at))\n",
        '            if trip.verdict != "voided":\n'
        "                vehicles.add((trip.operator_id, trip.vehicle_id, trip.started_at, trip.ended_at))\n"
        "            continue\n",
        ORDER,
    ),
)
