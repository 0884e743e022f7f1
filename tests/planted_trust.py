"""Bugs of trust that `make mutants` plants: tokens, operators, cities, the two keys, visitors."""

from tests.planted_bugs import Mutant

TWO_KEYS = "tests/challenges/test_two_keys"
TRUST = (
    Mutant(
        "events of another city are applied",
        "shared/eventlog/consumer.py",
        "                if item.event.city_id != city_id:",
        "                if not item.event.city_id:",
        "tests/conformance/test_cities.py"
        "::test_events_of_another_city_are_set_aside_and_never_applied[postgres]",
    ),
    Mutant(
        "two cities on one cluster share topics and groups",
        "shared/settings.py",
        'default="rodem.{city_id}."',
        'default="rodem."',
        "tests/conformance/test_cities.py::test_names_on_kafka_hold_the_city_unless_told_otherwise",
    ),
    Mutant(
        "every operator does what is the game's operator's alone",
        "shared/http/operators.py",
        "        if is_operator_only and caller.operator_id != games_operator_id:",
        "        if is_operator_only and not games_operator_id:",
        "tests/gateway/test_forwarding.py::test_no_operator_but_the_games_reaches_a_route_that_is_the_games",
    ),
    Mutant(
        "an operator holds the trip of another",
        "services/trips/actions.py",
        "for overlap in overlaps if overlap.of_one_operator}",
        "for overlap in overlaps}",
        "tests/trips/test_operators.py::test_an_operator_cannot_hold_the_trip_of_another",
    ),
    Mutant(
        "an import without points is paid",
        "services/rewards/tariffs/rules.py",
        "if not trip.counts or trip.unpaid or",
        "if not trip.counts or",
        "tests/rewards/test_rules.py::test_what_a_trip_earns",
    ),
    Mutant(
        "what publishing gives at once has no ceiling",
        "services/challenges/rules.py",
        "    if points > points_max:",
        "    if points_max < 0:",
        "tests/challenges/test_points_at_once.py"
        "::test_what_would_give_more_at_once_is_refused_with_the_ceiling_and_what_to_do",
    ),
    Mutant(
        "points that are taken back make room for points at once",
        "services/challenges/entries/rules.py",
        "        max(0, (reward if completed_at else 0) - (reward_before if was_completed else 0))",
        "        (reward if completed_at else 0) - (reward_before if was_completed else 0)",
        "tests/challenges/test_points_at_once.py::test_points_that_are_taken_back_make_no_room",
    ),
    Mutant(
        "tokens for ever",
        "shared/http/tokens.py",
        'REQUIRED_CLAIMS = ["exp", "iat", "aud", "iss", "sub"]',
        'REQUIRED_CLAIMS = ["iat", "aud", "iss", "sub"]',
        "tests/laws/test_bad_inputs.py::test_a_token_that_cannot_be_trusted_is_none",
    ),
    Mutant(
        "tokens of a withdrawn key",
        "shared/http/tokens.py",
        "issuers.opened(self._settings, self._tokens.clear)",
        "issuers.opened(self._settings, lambda: None)",
        "tests/shared/test_tokens.py::test_a_withdrawn_key_verifies_nothing_after_the_next_refresh",
    ),
    Mutant(
        "whoever has signed first signs second (law 11)",
        "shared/two_keys/routes.py",
        "            rules.check_person(change, signer)\n",
        "",
        f"{TWO_KEYS}.py::test_who_has_signed_first_cannot_sign_second",
    ),
    Mutant(
        "a signature outlives the body that it was for (law 11)",
        "services/challenges/routes.py",
        "        await changes.end_changes(tx, KIND.name, str(row.challenge_id))\n",
        "",
        f"{TWO_KEYS}.py::test_another_body_needs_another_signature",
    ),
    Mutant(
        "a signature never lapses (law 11)",
        "shared/two_keys/rules.py",
        "(change.state in OPEN and now < lapses_at)",
        "change.state in OPEN",
        "tests/two_keys/test_rules.py::test_when_a_guard_is_satisfied",
    ),
    Mutant(
        "a publishing passes guards that are being set (law 11)",
        "shared/two_keys/store.py",
        'lock = "FOR UPDATE" if exclusive else "FOR SHARE"',
        'lock = "FOR UPDATE" if exclusive else ""',
        f"{TWO_KEYS}_at_once.py::test_a_publishing_waits_for_guards_that_are_being_set",
    ),
    Mutant(
        "a guard passes a publishing that has begun (law 11)",
        "shared/two_keys/store.py",
        'lock = "FOR UPDATE" if exclusive else "FOR SHARE"',
        'lock = "FOR SHARE"',
        f"{TWO_KEYS}_at_once.py::test_a_guard_waits_for_a_publishing_that_has_begun",
    ),
    Mutant(
        "what is stopped is published",
        "shared/two_keys/actions.py",
        "    await check_not_stopped(tx, kind, thing, now)\n    covering",
        "    covering",
        f"{TWO_KEYS}.py::test_a_stop_is_a_pause_that_ends_by_itself_in_the_version_that_was_in_force",
    ),
    Mutant(
        "the end of a stop brings a body into force that nobody published",
        "services/challenges/actions.py",
        'await take_step(tx, settings, row, "published", now, points_max)',
        'await take_step(tx, settings, row, "published", now, points_max, True)',
        f"{TWO_KEYS}.py::test_a_stop_is_a_pause_that_ends_by_itself_in_the_version_that_was_in_force",
    ),
    Mutant(
        "two lines of a chain have one line before",
        "shared/two_keys/decisions/store.py",
        "SELECT pg_advisory_xact_lock(:lock)",
        "SELECT CAST(:lock AS bigint)",
        f"{TWO_KEYS}_at_once.py::test_steps_with_many_challenges_at_once_are_one_chain",
    ),
    Mutant(
        "the service may change what was decided",
        "shared/migrate.py",
        "REVOKE UPDATE, DELETE, TRUNCATE ON {table}",
        "REVOKE TRUNCATE ON {table}",
        f"{TWO_KEYS}.py::test_the_service_cannot_change_what_was_decided_but_a_reason_goes",
    ),
    Mutant(
        "whoever asks names the visitor whose quota is spent",
        "shared/http/visitors.py",
        "    if not secret or not hmac.compare_digest(sign(secret, address).encode(), header.encode()):",
        "    if not secret:",
        "tests/gateway/test_pages.py::test_what_pages_ask_for_counts_as_their_visitors_own",
    ),
    Mutant(
        "every service may set cookies",
        "services/gateway/door/forwarding/actions.py",
        "RESPONSE_HEADERS + (PAGE_RESPONSE_HEADERS if service == PAGES else ())",
        "RESPONSE_HEADERS + PAGE_RESPONSE_HEADERS",
        "tests/gateway/test_pages.py::test_no_other_service_speaks_to_browsers",
    ),
)
