"""Bugs that `make mutants` plants in indicators, factor sets, expectations and how actors differ."""

from tests.planted_bugs import Mutant

INDICATORS = "services/public_value/indicators"
FACTORS = "services/public_value/factor_sets"
EXPECTATIONS = "services/public_value/expectations"
DIVERGENCE = "services/public_value/divergence/rules.py"
GOLDENS = "tests/public_value/test_goldens.py"
LAWS = "tests/public_value/test_indicator_laws.py"
OF_SETS = "tests/public_value/test_factor_sets.py"
OF_RULES = "tests/public_value/test_factor_set_rules.py"
OF_EXPECTATIONS = "tests/public_value/test_expectations.py"
OF_DIVERGENCE = "tests/public_value/test_divergence.py"
VALUES = (
    Mutant(
        "cycling averts deaths without a cap",
        f"{INDICATORS}/health/rules.py",
        "return min(share, activity.reduction_max)",
        "return share",
        f"{GOLDENS}::test_g05_cycling_helps_up_to_a_cap[600-0.45]",
    ),
    Mutant(
        "external costs count the climate twice",
        f"{INDICATORS}/liveability/rules.py",
        'frozenset({"air", "noise", "congestion"})',
        'frozenset({"air", "noise", "congestion", "climate"})',
        f"{GOLDENS}::test_g15_external_costs_in_munich",
    ),
    Mutant(
        "zones of one rank of deprivation are ordered",
        f"{INDICATORS}/equity/rules.py",
        "    ranks = sorted({place.deprivation_rank for place in places})\n"
        "    groups = ([place for place in places if place.deprivation_rank == rank] for rank in ranks)",
        "    groups = ([place] for place in sorted(places, key=lambda place: place.deprivation_rank))",
        f"{LAWS}::test_the_order_of_zones_changes_nothing",
    ),
    Mutant(
        "a report that is open is left out of the median",
        f"{INDICATORS}/responsiveness/rules.py",
        "middle = (len(looked_at) - 1) // 2",
        "middle = (len(days) - 1) // 2",
        f"{LAWS}::test_most_reports_that_are_open_have_no_median",
    ),
    Mutant(
        "a set of the use phase holds for figures of the life cycle",
        f"{INDICATORS}/climate/rules.py",
        " and data_set.scope in (None, scope)",
        "",
        f"{OF_RULES}::test_a_set_holds_for_its_own_scope_alone",
    ),
    Mutant(
        "a factor set may begin today",
        f"{FACTORS}/rules.py",
        'date.fromisoformat(body["valid_from"]) <= today:\n        raise refused',
        'date.fromisoformat(body["valid_from"]) < today:\n        raise refused',
        f"{OF_SETS}::test_a_set_begins_after_today",
    ),
    Mutant(
        "two factor sets of a scope begin on one day",
        f"{FACTORS}/actions.py",
        "    await _check_alone(tx, factor_set_id, body)\n",
        "",
        f"{OF_SETS}::test_two_sets_of_a_scope_do_not_begin_on_one_day",
    ),
    Mutant(
        "what emits more than it replaces saves less than nothing",
        f"{FACTORS}/rules.py",
        "max(0, math.floor(1_000 * estimate.value + 0.5))",
        "math.floor(1_000 * estimate.value + 0.5)",
        f"{OF_SETS}::test_a_shared_e_bike_that_emits_more_than_it_replaces_is_shown_so",
    ),
    Mutant(
        "a share without a number of answers is certain",
        f"{FACTORS}/rules.py",
        'shares[varied].get("n", 1)',
        'shares[varied].get("n", 10**9)',
        f"{OF_RULES}::test_a_share_of_nobody_knows_how_many_is_as_uncertain_as_one_answer",
    ),
    Mutant(
        "the last declaration holds, whenever it begins",
        f"{EXPECTATIONS}/rules.py",
        "        if each.valid_from <= on:\n            newest",
        "        if True:\n            newest",
        f"{OF_EXPECTATIONS}::test_of_each_organisation_the_latest_begun_holds",
    ),
    Mutant(
        "weights need not add up",
        f"{EXPECTATIONS}/rules.py",
        "!= 100",
        "> 1_000",
        f"{OF_EXPECTATIONS}::test_what_is_wrong_is_named",
    ),
    Mutant(
        "a value on the edge is orphaned",
        DIVERGENCE,
        "share < ACHIEVED_MIN",
        "share <= ACHIEVED_MIN",
        f"{OF_DIVERGENCE}::test_g23_orphans_are_what_the_operator_neglects_and_a_value_on_the_edge_is_none",
    ),
    Mutant(
        "a trade-off is told from seven periods on",
        DIVERGENCE,
        "PERIODS_MIN = 8",
        "PERIODS_MIN = 7",
        f"{OF_DIVERGENCE}::test_a_trade_off_takes_eight_periods_a_fall_against_a_rise_and_two_wills",
    ),
)
