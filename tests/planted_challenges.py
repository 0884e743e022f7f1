"""Bugs of challenges that `make mutants` plants: what is counted, by each of the three compilers."""

from tests.planted_bugs import Mutant

RULES = "services/challenges/counting/rules.py"
JUDGING = "services/challenges/counting/judging.py"
MOVES = "services/challenges/counting/moves.py"
PROGRESS = "services/challenges/counting/progress.py"
RECOUNT = "services/challenges/counting/recount.py"
STORE = "services/challenges/counting/store.py"
STREAKS = "services/challenges/counting/streaks.py"
INDEX = "services/challenges/matching/index.py"
SQL = "services/challenges/matching/sql.py"
WHERES = "services/challenges/matching/wheres.py"
WINDOWS = "services/challenges/matching/windows.py"
MIGRATION = "services/challenges/migrations/versions/0001_challenges_entries.py"
REPLAYS = "tests/challenges/test_stops_and_replays.py::"
FAVOUR = "tests/challenges/test_completion.py::test_what_was_published_changes_only_in_the_riders_favour"
COMPILERS = "tests/challenges/matching/test_compilers.py::test_three_compilers_agree_with_the_judge"
CONDITIONS = "tests/challenges/matching/test_conditions.py::"
KINDS = "tests/challenges/test_kinds.py::test_"
LEVELS = f"{KINDS}each_level_that_is_reached_gives_its_points_and_badge_and_is_taken_back"
STEPS = f"{KINDS}an_entry_of_steps_shows_each_and_is_completed_with_as_many_as_it_needs"
SETTLED = f"{KINDS}at_most_is_decided_when_its_period_is_settled_and_a_late_trip_still_moves_it"
AT_MOST = f"{KINDS}a_trip_that_comes_after_the_settling_takes_back_at_most"
IMPROVE = f"{KINDS}late_and_voided_trips_of_the_weeks_before_move_a_riders_target"
REQUIRED = f"{KINDS}what_requires_an_entry_is_completed_and_taken_back_with_it"
FOUND = f"{CONDITIONS}test_a_condition_finds_the_same_trips_one_by_one_by_the_index_and_by_a_statement"
SENTENCES = "tests/challenges/sentences/test_sentences.py::"
MARKS = f"{CONDITIONS}test_marks_are_the_same_trip_by_trip_and_in_a_statement"
STREAK = f"{CONDITIONS}test_a_streak_is_the_same_by_its_days_and_in_a_statement"
CHALLENGES = (
    Mutant(
        "riders read the day after the last one as the last",
        "services/challenges/sentences/rules.py",
        "last_day(tree.ends_at, zone)",
        "local_day(tree.ends_at, zone)",
        f"{SENTENCES}test_a_challenge_reads_as_people_speak",
    ),
    Mutant(
        "riders do not read how many empty days a streak bears",
        "services/challenges/sentences/goals.py",
        "if not goal.freezes:",
        "if goal.freezes < 9:",
        f"{SENTENCES}test_every_tree_is_told_in_three_languages_with_its_numbers",
    ),
    Mutant(
        "a template begins in a week that runs already",
        "services/challenges/templates/rules.py",
        "next_on(kind, starts_on(kind, local_day(now, zone)))",
        "starts_on(kind, local_day(now, zone))",
        "tests/challenges/test_templates.py::test_a_template_is_allowed_as_it_is_and_filled_in",
    ),
    Mutant(
        "a trip that is taken back stays counted (law 6)",
        RULES,
        "((change.was, -1), (change.now, 1))",
        "((change.now, 1),)",
        COMPILERS,
    ),
    Mutant(
        "who joined after the end of a period takes part in it",
        RULES,
        "each.since < ended_at and (each.until",
        "(each.until",
        COMPILERS,
    ),
    Mutant(
        "an empty day is forgiven by no freeze",
        STREAKS,
        "bisect_left(empty, last - freezes)",
        "bisect_left(empty, last)",
        COMPILERS,
    ),
    Mutant(
        "a place that was taken back is still a different one",
        STORE,
        "(new.trips > 0)::int - (coalesce(old.trips, 0) > 0)::int AS came",
        "(old.trips IS NULL)::int AS came",
        COMPILERS,
    ),
    Mutant(
        "the best that was taken back is still the best",
        STORE,
        "AND marks.period_on = row.period_on AND trips > 0",
        "AND marks.period_on = row.period_on",
        COMPILERS,
    ),
    Mutant(
        "a challenge is not looked for by the end of a trip",
        INDEX,
        '"zone_ids": (_zones, lambda deed: {deed.start_zone_id, deed.end_zone_id})',
        '"zone_ids": (_zones, lambda deed: {deed.start_zone_id})',
        FOUND,
    ),
    Mutant(
        "a corridor is passed in any order",
        WHERES,
        "                next_zone = wanted[place]\n",
        "                next_zone = frozenset().union(*wanted)\n",
        FOUND,
    ),
    Mutant(
        "start and end meet conditions together that one of them must meet alone",
        WHERES,
        "_one_end_meets(tuple(of_end))",
        "_one_end_meets(tuple(of_name))",
        FOUND,
    ),
    Mutant(
        "in periods a trip belongs to the city's day of its start, not to its own",
        WINDOWS,
        "return starts_on(kind, deed.local_on)",
        "return starts_on(kind, local_day(deed.started_at, self.published.zone))",
        COMPILERS,
    ),
    Mutant(
        "counted anew, what a closing left out is counted",
        SQL,
        "    if window.closed_at is not None:\n",
        "    if False:\n",
        COMPILERS,
    ),
    Mutant(
        "counted anew, hours past midnight are lost",
        SQL,
        "sorted(hours_of(ranges))",
        "[hour for each in ranges for hour in range(each.from_, each.to)]",
        FOUND,
    ),
    Mutant(
        "counted anew, a district is the zone itself",
        SQL,
        "SELECT DISTINCT known.district",
        "SELECT DISTINCT place",
        MARKS,
    ),
    Mutant(
        "counted anew, streaks have one freeze less",
        PROGRESS,
        "        freezes=goal.freezes,\n",
        "        freezes=max(0, goal.freezes - 1),\n",
        STREAK,
    ),
    Mutant(
        "counted anew, who has left is in",
        RECOUNT,
        "WHEN ended_at > :now THEN until IS NULL AND",
        "WHEN ended_at > :now THEN",
        COMPILERS,
    ),
    Mutant(
        "a level that was taken back is known as reached (law 6)",
        JUDGING,
        "= before.levels_at[:level]",
        "= before.levels_at",
        LEVELS,
    ),
    Mutant(
        "in a pause a level does not wait",
        JUDGING,
        "level_given=min(level, before.level_given) if is_paused else level",
        "level_given=level",
        f"{KINDS}levels_that_are_reached_in_a_pause_wait_and_what_is_taken_back_is_said",
    ),
    Mutant(
        "a replay gives all levels that were said before (law 2)",
        MIGRATION,
        "WHERE (each ->> 'level')::int <= level",
        "WHERE true",
        f"{KINDS}a_replay_takes_back_by_level_what_is_no_longer_derived",
    ),
    Mutant(
        "a step asks only what the body asks",
        "services/challenges/matching/rules.py",
        "conditions_of([tree.where, goal.where], known.zones_within)",
        "conditions_of([tree.where], known.zones_within)",
        STEPS,
    ),
    Mutant(
        "counted anew, a step asks only what the body asks",
        SQL,
        "[rule.tree.where, step.goal.where]",
        "[rule.tree.where]",
        STEPS,
    ),
    Mutant(
        "a period is decided before it is settled",
        JUDGING,
        "is_decided = settling_at is None or settling_at <= now",
        "is_decided = True",
        SETTLED,
    ),
    Mutant(
        "whoever rode once has ridden little enough",
        JUDGING,
        "progress <= target and numbers.trips >= goal.trips_min",
        "progress <= target",
        AT_MOST,
    ),
    Mutant(
        "the doctor asks for no trips of who rode little enough",
        PROGRESS,
        "progress <= target AND trips >= {goal.trips_min}",
        "progress <= target",
        AT_MOST,
    ),
    Mutant(
        "a late trip of the weeks before moves no target",
        MOVES,
        "        gains.setdefault(key, Gain(gain.rule, gain.cause))\n",
        "        pass\n",
        IMPROVE,
    ),
    Mutant(
        "a target is rounded down",
        JUDGING,
        "(raised + per - 1) // per",
        "raised // per",
        IMPROVE,
    ),
    Mutant(
        "the doctor rounds targets down",
        PROGRESS,
        "{100 + goal.percent} + {per - 1}) / {per}",
        "{100 + goal.percent}) / {per}",
        IMPROVE,
    ),
    Mutant(
        "counted anew, riders are compared with nothing",
        PROGRESS,
        "trip.local_on < :compared_before\n",
        "trip.local_on < :compared_from\n",
        IMPROVE,
    ),
    Mutant(
        "what requires what requires an entry does not follow it",
        "services/challenges/entries/actions.py",
        "    while turned := [",
        "    if turned := [",
        REQUIRED,
    ),
    Mutant(
        "counted anew, nothing is required",
        RECOUNT,
        "is_allowed=all((rider_id, each) in completed for each in required)",
        "is_allowed=True",
        REQUIRED,
    ),
    Mutant(
        "what was never published can be required",
        "services/challenges/routes.py",
        "                await check_required(tx, before.body)\n",
        "",
        f"{KINDS}what_was_never_published_cannot_be_required",
    ),
    Mutant(
        "in a pause a completion does not wait",
        STORE,
        "        progress >= target AND NOT is_paused, :city_id\n",
        "        progress >= target, :city_id\n",
        "tests/challenges/test_completion.py::test_closing_says_what_a_pause_has_kept_back",
    ),
    Mutant(
        "a replay in a pause takes back what was given before (law 2)",
        MIGRATION,
        "coalesce(is_given OR completed_at IS NOT NULL AND once_completed, false) AS completed",
        "coalesce(is_given, false) AS completed",
        f"{REPLAYS}test_a_replay_in_a_pause_takes_nothing_back_that_was_given_before",
    ),
    Mutant(
        "two things that were said at one revision are not restated (law 2)",
        MIGRATION,
        "OR least_progress <> most_progress OR completed <> once_completed",
        "OR completed <> once_completed",
        "tests/rodem/test_restating.py::test_what_a_service_no_longer_derives_is_taken_back_by_all",
    ),
    Mutant(
        "trips of any operator count for a challenge of each",
        "services/challenges/rules.py",
        "by_operator=None if self.operator_id == game_operator else self.operator_id",
        "by_operator=None",
        "tests/challenges/test_completion.py::test_only_trips_that_the_challenges_operator_told_count",
    ),
    Mutant(
        "what was published is written against its riders",
        "services/challenges/routes.py",
        "        await check_in_favour(tx, row, json.loads(as_stored(body)), datetime.now(UTC))\n",
        "",
        f"{FAVOUR}[published-changes0-pointers0]",
    ),
    Mutant(
        "what was written against riders is published",
        "services/challenges/routes.py",
        "                await check_in_favour(tx, before, before.body, now)\n",
        "",
        f"{FAVOUR}[published-changes0-pointers0]",
    ),
    Mutant(
        "who is in and asks to join again is news",
        "services/challenges/entries/routes.py",
        'await find_entry(tx, key) if outcome == "is-in" else None',
        "None",
        "tests/challenges/test_concurrency.py::test_a_rider_who_joins_twice_at_once_has_one_entry",
    ),
    Mutant(
        "the doctor takes all periods of an entry for one",
        MIGRATION,
        "THEN period_on END) AS id",
        "THEN NULL END) AS id",
        "tests/rodem/test_differences.py::test_a_city_that_nobody_has_touched_has_none",
    ),
)
