"""Bugs that `make mutants` plants in what challenges hear of erased riders and of factors, and in trials."""

from tests.planted_bugs import Mutant

ERASURE = "services/challenges/erasure/"
SIMULATIONS = "services/challenges/simulations/"
ERASED = "tests/challenges/test_erasure.py::"
FACTORS = "tests/challenges/test_factors.py::"
RESULTS = "tests/challenges/test_results.py::"
SIMULATED = "tests/challenges/test_simulations.py::"
NOTHING_SAYS = f"{ERASED}test_nothing_says_any_more_what_the_rider_took_part_in"
SIMULATIONS_AND_ERASURE = (
    Mutant(
        "what an erased rider left of days and places stays",
        ERASURE + "store.py",
        'OWN_BY_CHALLENGE = ("marks", "baselines")',
        'OWN_BY_CHALLENGE = ("marks",)',
        NOTHING_SAYS,
    ),
    Mutant(
        "what an erased rider was answered stays",
        ERASURE + "handlers.py",
        "await forget_answers(tx, rider_ids)",
        "pass",
        NOTHING_SAYS,
    ),
    Mutant(
        "each trip of an erased rider has a name of its own",
        ERASURE + "store.py",
        "SET rider_id = row.new_id, is_erased",
        "SET rider_id = gen_random_uuid(), is_erased",
        f"{ERASED}test_what_the_rider_rode_stays_under_one_name_that_nothing_maps_to",
    ),
    Mutant(
        "late trips of an erased rider count",
        "services/challenges/counting/trips.py",
        "WHERE rider_hash = sha256(uuid_send(row.rider_id)) OFFSET 0",
        "WHERE false",
        f"{ERASED}test_what_comes_late_of_the_rider_counts_nothing",
    ),
    Mutant(
        "counting anew counts trips of erased riders",
        "services/challenges/matching/sql.py",
        'conditions.append("NOT trip.is_erased")',
        "pass",
        f"{ERASED}test_counting_anew_brings_nothing_back",
    ),
    Mutant(
        "what is declared later moves entries of erased riders",
        "services/challenges/entries/actions.py",
        "[each for each in changes if not each.is_erased]",
        "[*changes]",
        f"{ERASED}test_counting_anew_brings_nothing_back",
    ),
    Mutant(
        "entries of erased riders are restated",
        "services/challenges/migrations/versions/0001_challenges_entries.py",
        "WHERE rider_hash = sha256(uuid_send(rider_id))\n",
        "WHERE false\n",
        f"{ERASED}test_a_replay_brings_nothing_back",
    ),
    Mutant(
        "an erased rider's activity is voided",
        "services/challenges/activities/actions.py",
        "and not known.is_erased",
        "and True",
        f"{ERASED}test_the_rider_joins_nothing_more_and_operators_report_nothing_more",
    ),
    Mutant(
        "a simulation counts the trips of all operators",
        SIMULATIONS + "actions.py",
        "by_operator=asked.operator_id",
        "by_operator=None",
        f"{SIMULATED}test_only_trips_of_the_own_operator_are_counted",
    ),
    Mutant(
        "a simulation looks at the challenge's own window",
        SIMULATIONS + "rules.py",
        "who=All(), starts_at=since, ends_at=until)",
        "who=All())",
        f"{SIMULATED}test_another_window_than_its_own_is_tried",
    ),
    Mutant(
        "a simulation does not ask for what is required",
        SIMULATIONS + "actions.py",
        "gives=not required or rider_id in allowed",
        "gives=True",
        f"{SIMULATED}test_what_is_required_must_be_completed",
    ),
    Mutant(
        "who has won before wins newly",
        SIMULATIONS + "rules.py",
        "completions > 0 and not has_won",
        "completions > 0",
        f"{SIMULATED}test_who_has_completed_something_in_these_days_does_not_win_newly",
    ),
    Mutant(
        "riders of a last lot are left out",
        SIMULATIONS + "store.py",
        "% {RIDERS_AT_ONCE} IN (0, 1) OR place = riders ORDER",
        "% {RIDERS_AT_ONCE} IN (0, 1) ORDER",
        f"{SIMULATED}test_only_trips_of_the_own_operator_are_counted",
    ),
    Mutant(
        "the rest of a split tells of few riders",
        SIMULATIONS + "rules.py",
        "while rest and own and len(few) < RIDERS_MIN",
        "while False",
        f"{SIMULATED}test_which_parts_of_a_split_are_shown",
    ),
    Mutant(
        "the interval has no seed",
        SIMULATIONS + "rules.py",
        "default_rng(seed)",
        "default_rng()",
        f"{SIMULATED}test_points_are_told_by_value_and_the_interval_by_its_seed",
    ),
    Mutant(
        "a job that is cancelled goes on",
        "shared/jobs/actions.py",
        "                raise Cancelled\n",
        "                pass\n",
        "tests/shared/test_jobs.py"
        "::test_a_job_that_is_cancelled_while_it_is_done_stops_when_it_says_how_far_it_is",
    ),
    Mutant(
        "results tell of riders as they are",
        "services/challenges/results/rules.py",
        "disclosed(of_period.active)",
        "of_period.active",
        f"{RESULTS}test_each_period_is_told_to_the_nearest_ten_riders",
    ),
    Mutant(
        "results tell of yesterday",
        "services/challenges/results/rules.py",
        "- timedelta(days=2)\n    return Until",
        "- timedelta(days=1)\n    return Until",
        f"{RESULTS}test_results_change_at_four_oclock_and_tell_of_the_day_before_yesterday",
    ),
    Mutant(
        "what a challenge has changed is said each night",
        "services/challenges/results/store.py",
        "WHERE uplifts.challenge_id IS NULL AND (versions",
        "WHERE (versions",
        f"{RESULTS}test_what_it_has_changed_is_said_once_and_14_days_after_its_end",
    ),
    Mutant(
        "riders who never rode before are compared",
        "services/challenges/results/store.py",
        "AND started_at >= :rode_from AND started_at < :rode_until",
        "AND started_at >= :rode_from AND :rode_until = :rode_until",
        f"{RESULTS}test_what_it_has_changed_is_said_once_and_14_days_after_its_end",
    ),
    Mutant(
        "factors count before they begin",
        "services/challenges/factors/store.py",
        "WHERE valid_from <= :on",
        "WHERE :on = :on",
        f"{FACTORS}test_those_that_hold_on_the_day_of_the_first_publishing_count",
    ),
    Mutant(
        "each version counts by new factors",
        "services/challenges/actions.py",
        "            was.known\n            if was\n",
        "            was.known\n            if was and False\n",
        f"{FACTORS}test_a_version_that_follows_keeps_them",
    ),
)
