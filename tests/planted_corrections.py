"""Bugs that `make mutants` plants where rooms follow corrections of trips."""

from tests.planted_bugs import Mutant

LAWS = "tests/laws/test_corrections.py::test_"
CHALLENGES = "tests/challenges/test_corrections.py::test_"
CORRECTIONS = (
    Mutant(
        "a trip keeps the start that was heard first (law 5)",
        "services/challenges/counting/trips.py",
        "if name not in NEVER_CHANGING)",
        'if name not in (*NEVER_CHANGING, "started_at"))',
        f"{LAWS}challenges_follow_corrections",
    ),
    Mutant(
        "a trip whose start was corrected is counted in both windows (law 6)",
        "services/challenges/counting/trips.py",
        "Deed(*was) if counted else None",
        "deeds[trip_id] if counted else None",
        f"{CHALLENGES}a_corrected_start_leaves_one_window_for_the_other_and_comes_back",
    ),
    Mutant(
        "a paused challenge takes nothing back (law 6)",
        "services/challenges/counting/store.py",
        "is_given = entries.progress + excluded.progress >= entries.target\n",
        "is_given = (entries.is_given OR entries.progress + excluded.progress >= entries.target)\n",
        f"{CHALLENGES}a_paused_challenge_follows_corrections_and_a_completion_waits",
    ),
    Mutant(
        "a revision that a replay passes over makes an entry older (law 2)",
        "services/challenges/migrations/versions/0001_challenges_entries.py",
        "WHERE known.found_revision IS NULL\n",
        "WHERE false\n",
        f"{CHALLENGES}what_a_replay_passes_over_does_not_make_an_entry_older",
    ),
    Mutant(
        "all who have a corrected trip beside a window are told of its challenge",
        "services/challenges/matching/sql.py",
        "        return _started(starts_at, ended_at, values)\n",
        "        return []\n",
        f"{CHALLENGES}nobody_is_told_of_a_challenge_by_a_trip_that_a_correction_has_taken_out_of_it",
    ),
    Mutant(
        "points can be spent as if a trip had ended when it was heard of first (law 5)",
        "services/rewards/trips/store.py",
        "if name not in KEY)",
        'if name not in (*KEY, "available_at"))',
        f"{LAWS}rewards_follow_corrections",
    ),
    Mutant(
        "draws and teams go by the start that was heard first (law 5)",
        "services/rewards/trips/store.py",
        "if name not in KEY)",
        'if name not in (*KEY, "started_at"))',
        f"{LAWS}rewards_follow_corrections",
    ),
    Mutant(
        "a campaign has paid for a trip that was not in its hour (law 6)",
        "services/rewards/charges/actions.py",
        "    if not is_paid_on:\n        charge(before, -1)\n",
        "",
        f"{LAWS}rewards_follow_corrections",
    ),
    Mutant(
        "what a trip's limit takes stays in the zone of the first revision (law 6)",
        "services/rewards/trips/rules.py",
        "if change.paid.cap_points or change.cap_points_before:",
        "if change.paid.cap_points != change.cap_points_before:",
        "tests/rewards/test_paying.py"
        "::test_what_a_trip_s_limit_takes_is_of_the_zone_in_which_the_trip_starts_now",
    ),
    Mutant(
        "a trip stays in the zone and of the vehicle of its first revision (law 6)",
        "services/public_value/rollups/store.py",
        'for name in ["revision", *TRIP_STATE])}\n        WHERE trips.revision',
        'for name in ["revision", "counts", "distance_m"])}\n        WHERE trips.revision',
        f"{LAWS}public_value_follows_corrections",
    ),
    Mutant(
        "totals keep the minutes of the first revision (law 6)",
        "services/gateway/riders/trips/store.py",
        "duration_s = excluded.duration_s, energy_kcal",
        "energy_kcal",
        f"{LAWS}the_gateway_follows_corrections",
    ),
    Mutant(
        "what is pending goes by the end that was heard first (law 5)",
        "services/gateway/riders/statement/store.py",
        "total_points = excluded.total_points, available_at = excluded.available_at,",
        "total_points = excluded.total_points,",
        f"{LAWS}the_gateway_follows_corrections",
    ),
    Mutant(
        "the statement tells when points could have been spent before a correction",
        "services/gateway/riders/statement/store.py",
        "THEN given.available_at",
        "THEN line.available_at",
        "tests/gateway/test_points.py"
        "::test_the_statement_says_when_points_can_be_spent_by_the_last_word_on_it",
    ),
)
