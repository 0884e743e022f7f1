"""Bugs of the review that `make mutants` plants: decisions, strikes, appeals, and who sees them."""

from tests.planted_bugs import Mutant

ACTIONS = "services/trips/review/actions.py"
RULES = "services/trips/review/rules.py"
STORE = "services/trips/review/store.py"
FIGURES = "services/trips/review_figures/answers.py"
QUEUE = "services/trips/queue/store.py"
TESTS = "tests/trips/review/"
REVIEW = (
    Mutant(
        "an operator decides the trips of another",
        STORE,
        "CAST(:trip_ids AS uuid[])) AND trips.operator_id = :operator_id",
        "CAST(:trip_ids AS uuid[])) AND :operator_id <> ''",
        f"{TESTS}test_queue.py::test_the_trips_and_appeals_of_another_operator_are_not_there",
    ),
    Mutant(
        "a decision leaves a voided trip void",
        STORE,
        "UPDATE trips SET withdrawn = NULL, appeal_waits",
        "UPDATE trips SET appeal_waits",
        f"{TESTS}test_decisions.py::test_a_correction_or_a_void_does_not_take_the_place_of_the_reason",
    ),
    Mutant(
        "an appeal is not answered by a decision",
        ACTIONS,
        "        await store.answer_appeals(tx, answers)\n",
        "        pass\n",
        f"{TESTS}test_appeals.py::test_an_appeal_waits_and_is_answered_by_the_reason_of_a_decision",
    ),
    Mutant(
        "a retry of a decision moves its instant, and with it the appeal's deadline",
        ACTIONS,
        "if not rules.is_repeated(before, each):",
        "if True:",
        f"{TESTS}test_decisions.py::test_the_same_decision_again_changes_nothing",
    ),
    Mutant(
        "the same decision again answers no appeal",
        RULES,
        "    if standing is None or reviewed.waits:\n",
        "    if standing is None:\n",
        f"{TESTS}test_appeals.py::test_the_same_decision_again_answers_a_new_appeal",
    ),
    Mutant(
        "strikes are counted when they are given, and not when they go",
        ACTIONS,
        "if each.by.strike or (before.decision and before.decision.by.strike)",
        "if each.by.strike",
        f"{TESTS}test_decisions.py::test_a_strike_goes_with_its_decision",
    ),
    Mutant(
        "a strike stays when its trip is voided",
        "services/trips/verdicts/store.py",
        "AND trips.strike AND trips.withdrawn IS NULL",
        "AND trips.strike",
        f"{TESTS}test_decisions.py::test_a_strike_goes_with_its_decision",
    ),
    Mutant(
        "trips that were told before the third strike stay accepted",
        "services/trips/verdicts/actions.py",
        "                touched_by_strikes(strikes.get(rider_id, ()), given, [*limits])\n",
        "                []\n",
        f"{TESTS}test_decisions.py::test_strikes_hold_what_began_after_the_third_also_if_it_was_told_before",
    ),
    Mutant(
        "only the first of a rider's days is judged again",
        "services/trips/verdicts/actions.py",
        "for each in rounds(spans, READ_AROUND + JUDGED_AROUND):",
        "for each in rounds(spans, READ_AROUND + JUDGED_AROUND)[:1]:",
        f"{TESTS}test_decisions.py::test_trips_far_apart_are_judged_each_beside_its_own_day",
    ),
    Mutant(
        "a strike may go with an acceptance",
        "services/trips/review/bodies.py",
        'if self.strike and self.verdict != "rejected":',
        "if False:",
        f"{TESTS}test_decisions.py::test_a_strike_is_for_who_is_rejected",
    ),
    Mutant(
        "an appeal does not keep a trip from lapsing",
        "services/trips/tellings/store.py",
        "trips.appeal_waits AS appealed",
        "false AS appealed",
        f"{TESTS}test_appeals.py::test_a_trip_does_not_lapse_while_an_appeal_waits",
    ),
    Mutant(
        "the days of an appeal are not counted from the lapse",
        RULES,
        "        begins += timedelta(days=view.limits.confirm_days)\n",
        "        pass\n",
        f"{TESTS}test_appeals.py::test_a_lapsed_trip_may_be_appealed_for_14_days_from_its_lapse",
    ),
    Mutant(
        "the appeal of a trip that is part of another waits for ever",
        RULES,
        "outcome = self.settled if self.upheld is None else self.upheld",
        "outcome = self.upheld",
        f"{TESTS}test_appeals.py::test_the_appeal_of_a_trip_that_is_part_of_another_is_settled_by_that_one",
    ),
    Mutant(
        "an appeal is overdue a second early",
        RULES,
        'return self.state == "waiting" and now > self.answer_by',
        'return self.state == "waiting" and now >= self.answer_by',
        f"{TESTS}test_appeals.py::test_an_appeal_that_nobody_answers_is_overdue_in_the_queue_and_in_public",
    ),
    Mutant(
        "a small number of overdue appeals is public",
        FIGURES,
        "overdue_at_least=in_steps(overdue)",
        "overdue_at_least=overdue",
        f"{TESTS}test_appeals.py::test_an_appeal_that_nobody_answers_is_overdue_in_the_queue_and_in_public",
    ),
    Mutant(
        "what is decided twice is counted under the first decision",
        RULES,
        "        return tuple(reviewed.decision.held_for)\n",
        "        return reviewed.trip.reasons\n",
        f"{TESTS}test_appeals.py::test_upheld_appeals_are_counted_by_what_had_held_the_trip",
    ),
    Mutant(
        "appeals of rejected trips are not in the queue",
        QUEUE,
        "(trips.verdict = 'held' OR trips.appeal_waits)",
        "(trips.verdict = 'held')",
        f"{TESTS}test_queue.py::test_what_waits_for_a_person_is_in_the_queue",
    ),
    Mutant(
        "a cursor serves any filter",
        "services/trips/queue/routes.py",
        'f"trips of {operator_id}: {query.filters()}"',
        'f"trips of {operator_id}"',
        f"{TESTS}test_queue.py::test_pages_of_a_filter_are_whole_and_its_cursor_serves_no_other",
    ),
)
