"""Bugs of challenges as riders find them that `make mutants` plants: joining, holding out, and reading."""

from tests.planted_bugs import Mutant

RULES = "services/challenges/counting/rules.py"
SQL = "services/challenges/matching/sql.py"
JOINING = "services/challenges/entries/routes.py"
JOINS = "services/challenges/entries/store.py"
CATALOGUE = "services/challenges/catalogue/store.py"
NUMBERS = "services/challenges/catalogue/actions.py"
ANSWERS = "services/challenges/catalogue/answers.py"
MINE = "services/challenges/mine/store.py"
GROUPS = "tests/challenges/test_groups_and_holdouts.py::"
READING = "tests/challenges/test_reading.py::"
OWN = "tests/challenges/test_own_entries.py::"
READERS = (
    Mutant(
        "a trip of who is held out is counted when it comes",
        RULES,
        "if not match.rule.is_kept_from(deed.rider_id)",
        "if match.rule",
        f"{GROUPS}test_nothing_of_who_is_held_out_is_counted[after]",
    ),
    Mutant(
        "publishing counts who is held out",
        SQL,
        'conditions.append(f"NOT is_held_out(',
        'conditions.append(f"NOT false OR is_held_out(',
        f"{GROUPS}test_nothing_of_who_is_held_out_is_counted[before]",
    ),
    Mutant(
        "who is held out reads other words than of a challenge that does not exist",
        JOINING,
        "owned(held if is_there(held.joinable, rider_id) else None, NO_CHALLENGE)",
        "held",
        f"{GROUPS}test_who_is_held_out_learns_nothing_of_a_challenge[joined]",
    ),
    Mutant(
        "a group of another operator takes places",
        JOINS,
        "challenges.operator_id = :operator_id AND",
        "true OR challenges.operator_id = :operator_id AND",
        f"{GROUPS}test_a_group_is_one_operators",
    ),
    Mutant(
        "what a rider cannot join for its group is listed as joinable",
        CATALOGUE,
        "'{group,choose}')::int > (",
        "'{group,choose}')::int >= (",
        f"{READING}test_what_is_listed_as_joinable_is_what_can_be_joined",
    ),
    Mutant(
        "everybody reads at once that somebody has joined",
        NUMBERS,
        "at = counted_at(now, zone)",
        "at = now",
        f"{READING}test_how_many_have_joined_is_told_roughly_and_of_this_morning",
    ),
    Mutant(
        "a version is signed by whom has signed another body",
        ANSWERS,
        "if change.body_hash == same",
        "if change.body_hash",
        f"{READING}test_each_version_has_its_body_and_who_signed_it",
    ),
    Mutant(
        "a completion that waits for the end of a pause is told",
        MINE,
        "CASE WHEN entries.is_given THEN entries.completed_at END",
        "entries.completed_at",
        f"{OWN}test_a_completion_that_waits_for_the_end_of_a_pause_is_not_told",
    ),
    Mutant(
        "of periods those that are over are open",
        MINE,
        "WHEN 'week' THEN entries.period_on >= :week",
        "WHEN 'week' THEN entries.period_on >= :week - 7",
        f"{OWN}test_of_periods_the_running_one_is_open[week]",
    ),
    Mutant(
        "a rider is told of a stranger's trip",
        MINE,
        "WHERE trip_id = :trip_id AND rider_id = :rider_id",
        "WHERE trip_id = :trip_id AND CAST(:rider_id AS uuid) IS NOT NULL",
        f"{OWN}test_a_trip_is_told_to_its_rider_alone",
    ),
)
