"""Bugs of the limits that `make mutants` plants: which version judges, what may be written, and whose keys it
needs."""

from tests.planted_bugs import Mutant

RULES = "services/trips/limits/rules.py"
STEPS = "services/trips/limits/steps.py"
ACTIONS = "services/trips/limit_changes/actions.py"
OF_RULES = "tests/trips/limits/test_rules.py"
OF_ROUTES = "tests/trips/limits/test_routes.py"
OF_STATES = "tests/trips/limits/test_states.py"
TRIALS = "services/trips/limit_trials/actions.py"
OF_TRIALS = "tests/trips/limits/test_trials.py"
LIMITS = (
    Mutant(
        "of two versions that begin on one day the first judges",
        RULES,
        "key=lambda each: (each.valid_from, each.version))",
        "key=lambda each: (each.valid_from, -each.version))",
        f"{OF_RULES}::test_which_version_judges_a_day",
    ),
    Mutant(
        "the version that was written last judges, whenever it begins",
        RULES,
        "key=lambda each: (each.valid_from, each.version))",
        "key=lambda each: each.version)",
        f"{OF_RULES}::test_which_version_judges_a_day",
    ),
    Mutant(
        "a stopped version of the limits judges",
        RULES,
        "stop.from_on <= local_on <= stop.until_on",
        "stop.from_on <= local_on < stop.until_on",
        f"{OF_RULES}::test_a_stopped_version_is_as_if_it_were_not_there",
    ),
    Mutant(
        "what new limits do not name goes back to version 1",
        RULES,
        "vehicle: _with(limits, body.get(vehicle, {})) for vehicle, limits in before.by_vehicle.items()",
        "vehicle: _with(limits, body.get(vehicle, {})) for vehicle, limits in FIRST.items()",
        f"{OF_RULES}::test_what_is_not_named_stays_as_in_the_version_before",
    ),
    Mutant(
        "limits that wait for the second key judge already",
        "services/trips/limits/store.py",
        '        if row.state == "published":\n',
        "        if row.state:\n",
        f"{OF_ROUTES}::test_what_judges_trips_is_what_was_published",
    ),
    Mutant(
        "limits begin today",
        STEPS,
        'date.fromisoformat(body["valid_from"]) <= today',
        'date.fromisoformat(body["valid_from"]) < today',
        f"{OF_ROUTES}::test_limits_begin_after_today",
    ),
    Mutant(
        "limits that were signed too late judge what was ridden",
        ACTIONS,
        "    steps.check_not_begun(thing.body, today(settings))\n    await store.publish",
        "    await store.publish",
        f"{OF_ROUTES}::test_what_waits_past_its_first_day_never_comes_into_force",
    ),
    Mutant(
        "a guard overlooks a limit with decimals (law 11)",
        STEPS,
        "round(value * 1_000)",
        "round(value)",
        f"{OF_RULES}::test_what_a_guard_covers",
    ),
    Mutant(
        "a number with four decimals slips between two guards (law 11)",
        "services/trips/limit_changes/bodies.py",
        "round(value, 3) != value",
        "round(value, 4) != value",
        f"{OF_RULES}::test_what_a_limit_may_be",
    ),
    Mutant(
        "a signature is good for limits that were written anew (law 11)",
        ACTIONS,
        "    await changes.end_changes(tx, KIND.name, str(number))\n",
        "",
        f"{OF_ROUTES}::test_limits_that_are_written_anew_need_another_signature",
    ),
    Mutant(
        "guarded limits come into force unsigned (law 11)",
        ACTIONS,
        "        await let_into_force(tx, KIND, thing, now)\n",
        "        pass\n",
        f"{OF_STATES}::test_every_route_in_a_state",
    ),
    Mutant(
        "approved limits stay without effect",
        "shared/two_keys/actions.py",
        '    if decided.state == "approved" and owner.bring_into_force:',
        '    if decided.state == "published" and owner.bring_into_force:',
        f"{OF_ROUTES}::test_what_a_guard_covers_waits_for_the_second_key",
    ),
    Mutant(
        "limits that are written at once have one version",
        "services/trips/limits/store.py",
        "SELECT pg_advisory_xact_lock(:lock)",
        "SELECT CAST(:lock AS bigint)",
        f"{OF_ROUTES}::test_limits_that_are_written_at_once_get_two_versions",
    ),
    Mutant(
        "a PUT that is sent again makes another version",
        ACTIONS,
        '    if last and last.state == "published" and last.body == body:\n',
        '    if last and last.state == "draft" and last.body == body:\n',
        f"{OF_ROUTES}::test_a_put_that_is_sent_again_changes_nothing",
    ),
    Mutant(
        "a dry run writes limits",
        "shared/http/writes.py",
        "(tx.rollback() if is_dry_run(request) else tx.commit())",
        "tx.commit()",
        f"{OF_ROUTES}::test_a_dry_run_writes_nothing_and_names_the_guards",
    ),
    Mutant(
        "a trial is everybody's who operates the game",
        "shared/jobs/store.py",
        "WHERE job_id = :job_id AND operator_id = :operator_id",
        "WHERE job_id = :job_id AND operator_id <> :operator_id || '.'",
        f"{OF_ROUTES}::test_a_trial_is_the_game_operators_who_has_asked",
    ),
    Mutant(
        "trials judge other riders' trips by what holds them now",
        TRIALS,
        "            add_wanted(found, await beside_vehicles(tx, game, lot, rows, trial.now, MAY_EVER))\n",
        "            pass\n",
        f"{OF_TRIALS}::test_a_trial_counts_what_the_limits_would_have_given",
    ),
    Mutant(
        "trials compare no ways anew",
        TRIALS,
        "compares_anew=bool(names & rules.COMPARING)",
        "compares_anew=False",
        f"{OF_TRIALS}::test_a_trial_counts_what_the_limits_would_have_given",
    ),
    Mutant(
        "trials clean no traces anew",
        TRIALS,
        "cleans_anew = bool(names & rules.CLEANING)",
        "cleans_anew = False",
        f"{OF_TRIALS}::test_points_that_are_still_there_are_cleaned_by_the_tried_limits",
    ),
    Mutant(
        "trials take as found whose a ride of locks is",
        TRIALS,
        "        if rider_id != by_now:\n",
        "        if not by_now:\n",
        f"{OF_TRIALS}::test_whose_a_ride_of_locks_is_follows_the_tried_limits",
    ),
    Mutant(
        "a rider's trips over midnight are tried apart",
        "services/trips/limit_trials/rules.py",
        "_began_at(each.telling) - latest <= near",
        "_began_at(each.telling) < latest",
        "tests/trips/limits/test_trial_rules.py::test_groups_are_apart_and_of_different_days",
    ),
    Mutant(
        "a trip alone is judged otherwise than beside others, where one is too many",
        "services/trips/verdicts/rules.py",
        " and not _is_one_too_many(views[0].limits)",
        "",
        f"{OF_TRIALS}::test_the_first_trip_of_a_day_is_held_where_one_is_too_many",
    ),
    Mutant(
        "a trial writes what it cleans",
        TRIALS,
        "before=replace(game, stand=as_they_would_stand)",
        "before=game",
        f"{OF_TRIALS}::test_a_trial_writes_nothing",
    ),
    Mutant(
        "the decisions of trips are not among those of all services",
        "services/gateway/door/chains/rules.py",
        '"rewards", "trips")',
        '"rewards")',
        "tests/gateway/test_chains.py::test_the_download_holds_all_chains",
    ),
)
