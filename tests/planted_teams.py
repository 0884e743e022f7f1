"""Bugs of teams and pairs that `make mutants` plants: codes, places, times, and who is blocked."""

from tests.planted_bugs import Mutant

INVITES = "services/challenges/invites/rules.py"
TEAM_RULES = "services/challenges/teams/rules.py"
TEAM_STORE = "services/challenges/teams/store.py"
TEAM_ACTIONS = "services/challenges/teams/actions.py"
TEAM_ROUTES = "services/challenges/teams/routes.py"
OF_TEAMS = "tests/challenges/test_teams.py::"
OF_PAIRS = "tests/challenges/test_pairs.py::"
FOR_TEAMS = "tests/challenges/test_challenges_for_teams.py::"
GUESSING = f"{OF_TEAMS}test_who_guesses_codes_has_to_wait_whatever_comes_next"
CLOCKS = f"{OF_TEAMS}test_nobody_leaves_before_coming_and_no_times_overlap_when_clocks_differ"
OTHER_CODES = f"{OF_TEAMS}test_codes_of_the_other_kind_and_of_before_a_renewal_are_answered_like_unknown_ones"
TEAMS = (
    Mutant(
        "several take the last place of a team (law 4)",
        TEAM_STORE,
        "lookup = :lookup AND kind = :kind FOR UPDATE",
        "lookup = :lookup AND kind = :kind",
        f"{OF_TEAMS}test_the_last_place_is_given_once",
    ),
    Mutant(
        "the code of a workplace lets into it as a team",
        TEAM_STORE,
        "lookup = :lookup AND kind = :kind FOR UPDATE",
        "lookup = :lookup FOR UPDATE",
        OTHER_CODES,
    ),
    Mutant(
        "a renewed invite has the code of before",
        INVITES,
        'renewals.to_bytes(4, "big")',
        "bytes(4)",
        OTHER_CODES,
    ),
    Mutant(
        "the table of teams holds codes",
        INVITES,
        'hmac.digest(key, b"rodem-invite-lookup-1\\0" + payload.encode(), sha256)',
        "payload.encode()",
        f"{OF_TEAMS}test_no_table_holds_a_code",
    ),
    Mutant("who guesses codes goes on", INVITES, "WRONG_MAX = 5", "WRONG_MAX = 500", GUESSING),
    Mutant(
        "a wrong code is rolled back",
        TEAM_ROUTES,
        "                await tx.commit()\n                raise NotFound",
        "                raise NotFound",
        GUESSING,
    ),
    Mutant(
        "every member is an owner",
        TEAM_RULES,
        "if owner_of(members) != rider_id:",
        "if False:",
        f"{OF_TEAMS}test_the_owner_is_who_has_been_in_it_longest",
    ),
    Mutant(
        "an owner takes members out of other teams",
        TEAM_STORE,
        "membership_id = :membership_id AND team_id = :team_id",
        "membership_id = :membership_id",
        f"{OF_TEAMS}test_a_member_of_another_team_is_not_removed",
    ),
    Mutant(
        "by a clock that is behind somebody leaves before coming",
        TEAM_STORE,
        "greatest(CAST(:now AS timestamptz), since)",
        "CAST(:now AS timestamptz)",
        CLOCKS,
    ),
    Mutant(
        "by a clock that is behind somebody is in two teams at a time",
        TEAM_ACTIONS,
        "since = max(now, last.until) if last and last.until else now",
        "since = now",
        CLOCKS,
    ),
    Mutant(
        "who is blocked may invite",
        "services/challenges/pairs/rules.py",
        "(pair.is_open and not are_blocked)",
        "pair.is_open",
        f"{OF_PAIRS}test_who_is_blocked_leaves_cannot_invite_and_reads_what_strangers_read",
    ),
    Mutant(
        "a pair begins with somebody who is blocked meanwhile",
        "services/challenges/pairs/routes.py",
        ", *(found.riders if found else ())",
        "",
        f"{OF_PAIRS}test_blocking_and_accepting_at_once_leave_no_pair_with_who_is_blocked",
    ),
    Mutant(
        "a pair is of three",
        "services/challenges/pairs/actions.py",
        "since)\n        await store.close(tx, pair.pair_id)",
        "since)",
        f"{OF_PAIRS}test_who_is_invited_accepts_once_however_often_it_is_asked",
    ),
    Mutant(
        "a trip is of the team that its rider is in now",
        "services/challenges/groups/store.py",
        "AND trip.started_at >= stay.since AND (stay.until IS NULL OR trip.started_at < stay.until)",
        "AND stay.until IS NULL",
        f"{FOR_TEAMS}test_a_larger_team_and_who_has_a_later_team_get_nothing",
    ),
    Mutant(
        "one rider alone completes for a team",
        "services/challenges/groups/rules.py",
        "RIDERS_MIN = 2",
        "RIDERS_MIN = 1",
        f"{FOR_TEAMS}test_one_rider_alone_completes_nothing_for_a_team",
    ),
    Mutant(
        "who has moved on to another team is paid by both",
        "services/challenges/groups/rules.py",
        " and not share.has_later_team",
        "",
        f"{FOR_TEAMS}test_a_larger_team_and_who_has_a_later_team_get_nothing",
    ),
    Mutant(
        "in a pause a team's completion does not wait",
        "services/challenges/groups/rules.py",
        "is_rewarded(tree, share) and (share.is_given or not is_paused)",
        "is_rewarded(tree, share)",
        f"{FOR_TEAMS}test_publishing_counts_what_was_ridden_before_and_a_pause_delays_what_it_gives",
    ),
    Mutant(
        "after a reset a team's entry is said at a revision of before",
        "services/challenges/migrations/versions/0005_groups.py",
        "SET revision = greatest(shares.revision, excluded.revision), must_say = true",
        "SET must_say = false",
        f"{FOR_TEAMS}test_after_a_reset_what_is_derived_anew_is_said_at_a_higher_revision",
    ),
)
