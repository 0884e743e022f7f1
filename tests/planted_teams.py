"""Bugs of teams and pairs that `make mutants` plants: codes, places, times, and who is blocked."""

from services.challenges.groups.store import ASKED
from tests.planted_bugs import Mutant

INVITES = "services/challenges/invites/rules.py"
TEAM_RULES = "services/challenges/teams/rules.py"
TEAM_STORE = "services/challenges/teams/store.py"
TEAM_ACTIONS = "services/challenges/teams/actions.py"
TEAM_ROUTES = "services/challenges/teams/routes.py"
OF_TEAMS = "tests/challenges/test_teams.py::"
OF_PAIRS = "tests/challenges/test_pairs.py::"
ERASED = "tests/challenges/test_erasure_in_groups.py::"
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
        "services/challenges/groups/brought.py",
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
        "is_given=rewarded and (share.is_given or not is_paused)",
        "is_given=rewarded",
        f"{FOR_TEAMS}test_publishing_counts_what_was_ridden_before_and_a_pause_delays_what_it_gives",
    ),
    Mutant(
        "after a reset a team's entry is said at a revision of before",
        "services/challenges/migrations/versions/0006_groups.py",
        "SET revision = greatest(shares.revision, excluded.revision), must_say = true",
        "SET must_say = false",
        f"{FOR_TEAMS}test_after_a_reset_what_is_derived_anew_is_said_at_a_higher_revision",
    ),
    Mutant(
        "a trip that comes while its rider is counted is missed",
        "services/challenges/groups/store.py",
        ASKED.strip(),
        "ON CONFLICT DO NOTHING",
        f"{FOR_TEAMS}test_a_trip_that_comes_while_its_rider_is_counted_is_not_missed",
    ),
    Mutant(
        "a new version of a challenge for teams is told to nobody",
        "services/challenges/groups/store.py",
        "SET must_say = true",
        "SET must_say = false",
        f"{FOR_TEAMS}test_a_new_version_is_told_to_all_who_have_brought_something",
    ),
    Mutant(
        "a team rewards riders who have not completed what is required",
        "services/challenges/groups/rules.py",
        " and share.is_allowed",
        "",
        f"{FOR_TEAMS}test_a_team_is_rewarded_rider_by_rider_as_far_as_each_has_what_is_required",
    ),
    Mutant(
        "what a rider of a team completes later gives nothing",
        "services/challenges/entries/actions.py",
        "of_groups.append((rule.challenge_id, entry.rider_id))",
        "pass",
        f"{FOR_TEAMS}test_what_a_rider_completes_without_riding_for_the_team_is_looked_at_too",
    ),
    Mutant(
        "who brings a team nothing has completed what it gives",
        "services/challenges/migrations/versions/0006_groups.py",
        "FROM shares WHERE is_rewarded;",
        "FROM shares WHERE is_completed;",
        f"{FOR_TEAMS}test_what_requires_a_teams_challenge_is_for_those_who_are_rewarded_in_it",
    ),
    Mutant(
        "an outage bridges no team's streak",
        "services/challenges/recounts/actions.py",
        "if rule.is_for_groups:",
        "if False:",
        f"{FOR_TEAMS}test_a_day_of_outage_bridges_a_teams_streak_and_its_riders_are_told",
    ),
    Mutant(
        "who has left a team reads how far it is for ever",
        "services/challenges/mine/store.py",
        "FROM memberships WHERE rider_id = :rider_id AND until IS NULL",
        "FROM memberships WHERE rider_id = :rider_id",
        "tests/challenges/test_reading_of_teams.py::"
        "test_who_has_left_reads_of_the_team_only_what_was_ridden_for",
    ),
    Mutant(
        "who leaves a pair after the end takes the own trips along",
        "services/challenges/groups/brought.py",
        "AND (stay.until IS NULL OR stay.until >= period.ended_at)",
        "AND stay.until IS NULL",
        "tests/challenges/test_challenges_for_pairs.py::"
        "test_leaving_after_the_end_takes_nothing_from_the_other_one",
    ),
    Mutant(
        "who has left a pair reads what the other one rides",
        "services/challenges/groups/actions.py",
        "0 if known.has_left else standing.progress",
        "standing.progress",
        "tests/challenges/test_challenges_for_pairs.py::"
        "test_trips_from_before_the_pair_count_and_what_comes_of_leaving_is_told",
    ),
    Mutant(
        "a team's rewards are said to who was erased from it",
        "services/challenges/groups/store.py",
        "    WHERE NOT own.is_erased\n",
        "",
        f"{ERASED}test_what_was_brought_stays_counted_for_the_others_and_is_said_to_them_alone",
    ),
    Mutant(
        "what is counted later of who was erased is said to nobody's id",
        "services/challenges/groups/store.py",
        "WHERE one.rider_id = own.rider_id LIMIT 1",
        "WHERE one.rider_id = own.rider_id AND false LIMIT 1",
        f"{ERASED}test_what_is_published_later_counts_the_trips_of_who_was_erased_for_the_team",
    ),
    Mutant(
        "what waits to be counted is forgotten with the rider",
        "services/challenges/erasure/store.py",
        '"share_marks", "group_work")',
        '"share_marks")',
        f"{ERASED}test_what_waits_to_be_counted_is_counted_after_an_erasure",
    ),
    Mutant(
        "who was erased joins a team by a token that is still good",
        "services/challenges/invites/actions.py",
        "if await erased(tx, [rider_id]):",
        "if False:",
        f"{ERASED}test_who_was_erased_makes_and_joins_nothing",
    ),
    Mutant(
        "who is erased keeps a place in the team",
        "services/challenges/erasure/store.py",
        "    await fetch(tx, LEAVE, values)\n",
        "",
        f"{ERASED}test_a_place_in_a_team_is_free_again_and_blocks_are_forgotten",
    ),
    Mutant(
        "what is restated brings who was erased back",
        "services/challenges/migrations/versions/0006_groups.py",
        "WHERE rider_hash = sha256(uuid_send((event ->> 'rider_id')::uuid))",
        "WHERE false",
        f"{ERASED}test_a_replay_brings_nobody_back",
    ),
)
