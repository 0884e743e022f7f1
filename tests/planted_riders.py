"""Bugs that `make mutants` plants to see that the programme of riders finds them: cheating that pays, and
honest riders who are held."""

from tests.planted_bugs import Mutant

TESTS = "tests/riders/test_riders.py"
PAYS = f"{TESTS}::test_a_cheat_takes_less_than_the_median_honest_rider"
RIDERS = (
    Mutant(
        "a ride that is played again pays",
        "services/trips/replayed/rules.py",
        "    return same_way(one.way, other.way, one.view.limits)",
        "    return False",
        f"{PAYS}[own replay]",
    ),
    Mutant(
        "a trip that is typed pays",
        "services/trips/verdicts/rules.py",
        "    if not telling.is_traced:\n        return True\n",
        "    if not telling.is_traced:\n        return False\n",
        f"{PAYS}[no trace]",
    ),
    Mutant(
        "eight phones on one bike pay",
        "services/trips/patterns/rules.py",
        "return shared > timedelta(seconds=a.limits.touch_s)",
        "return shared <= timedelta(seconds=a.limits.touch_s)",
        f"{PAYS}[shared bike]",
    ),
    Mutant(
        "every account of a phone pays",
        "services/trips/patterns/rules.py",
        "sorted(firsts)[: ride.limits.device_riders_max]",
        "sorted(firsts)",
        f"{PAYS}[many accounts]",
    ),
    Mutant(
        "going back and forth pays",
        "services/trips/patterns/rules.py",
        "    return soon and there and _is_one_place(leg.start, following.end, limits)",
        "    return False",
        f"{PAYS}[loop with junk]",
    ),
    Mutant(
        "lines on a map pay",
        "services/trips/traces/rules.py",
        '        "too_even": is_too_even(shown, limits),\n',
        "",
        f"{PAYS}[drawn]",
    ),
    Mutant(
        "slow riders are walkers",
        "services/trips/traces/rules.py",
        "    if p95 < limits.foot_p95:",
        "    if p95 < limits.foot_p95 * 1.5:",
        f"{TESTS}::test_under_one_in_a_hundred_honest_riders_has_a_trip_held_on_a_day",
    ),
    Mutant(
        "who rides one way each day replays",
        "services/trips/traces/replays/rules.py",
        "apart_m <= limits.same_m",
        "apart_m <= 2 * limits.same_m",
        f"{TESTS}::test_under_one_in_two_hundred_commutes_on_the_same_way_is_held",
    ),
)
