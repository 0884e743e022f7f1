"""Bugs that `make mutants` plants, each with the test that must turn red. `planted_trust` has more."""

from typing import NamedTuple


class Mutant(NamedTuple):
    """A bug: in `file`, `old` becomes `new`; `test` must see it."""

    name: str
    file: str
    old: str
    new: str
    test: str


ORDER = "tests/laws/test_order.py::test_order_repetition_and_batches_of_events_change_nothing"
CONTRACT = "tests/laws/test_order.py::test_all_that_was_heard_in_order_gives_what_the_contract_says"
MEMBERS = "tests/laws/test_once.py::test_members_that_consume_one_topic_together_apply_nothing_twice"
RELAYS = (
    "tests/laws/test_relay.py::test_relays_that_fight_for_the_lock_publish_all_of_it_once_in_dense_positions"
)
LEAK = (
    "tests/public_value/test_disclosure.py"
    "::test_no_hidden_figure_can_be_worked_out_from_all_that_is_ever_published"
)
MUTANTS = (
    Mutant(
        "a position moves whoever has moved it (law 2)",
        "shared/eventlog/positions.py",
        "AND position = :expected\n    RETURNING 0",
        "AND CAST(:expected AS bigint) >= 0\n    RETURNING 0",
        MEMBERS,
    ),
    Mutant(
        "the offset moves before the effect, and alone (law 2)",
        "shared/eventlog/consumer.py",
        "        await positions.move(tx, consumer.positions_name, records, after)\n        await handle(",
        "        await handle(",
        MEMBERS,
    ),
    Mutant(
        "a bug of ours sets every event aside (law 1)",
        "shared/eventlog/positions.py",
        "FAILURES_MAX = 10",
        "FAILURES_MAX = 1_000_000_000",
        "tests/conformance/test_stopped.py::test_another_type_that_can_be_applied_does_not_hide_the_bug",
    ),
    Mutant(
        "a log that was restored is read on at the old position (law 1)",
        "shared/eventlog/postgres.py",
        'or event_id not in (None, rows[0]["id"])',
        "or False",
        "tests/conformance/test_restored.py::test_events_said_after_a_restore_are_not_passed_over",
    ),
    Mutant(
        "a lost connection is taken for a bad event (law 1)",
        "shared/db.py",
        'TRANSIENT_CLASSES = ("08", "40", "53", "55", "57")',
        'TRANSIENT_CLASSES = ("40",)',
        "tests/shared/test_db.py",
    ),
    Mutant(
        "a relay writes without holding the lock (law 2)",
        "shared/eventlog/relay.py",
        'while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):',
        "while False:",
        RELAYS,
    ),
    Mutant(
        "what was said before is published again (law 2)",
        "shared/eventlog/relay.py",
        "WHERE NOT EXISTS (SELECT FROM log WHERE log.id = moved.id)",
        "WHERE true",
        "tests/laws/test_relay.py::test_an_event_that_is_said_again_keeps_its_place",
    ),
    Mutant(
        "positions have gaps",
        "shared/eventlog/relay.py",
        "+ row_number() OVER (ORDER BY seq)",
        "+ 2 * row_number() OVER (ORDER BY seq)",
        RELAYS,
    ),
    Mutant(
        "of a batch the last event counts, not the newest state (law 5)",
        "shared/events/heard.py",
        "if newest_so_far is None or newest_so_far.event.revision < heard.event.revision:",
        "if newest_so_far is None or newest_so_far.event.revision:",
        ORDER,
    ),
    Mutant(
        "a limit does not take from what is pending",
        "services/gateway/riders/summary/store.py",
        "of_day.points + coalesce(limits.total_points, 0)",
        "of_day.points",
        "tests/gateway/test_points.py::test_what_a_limit_takes_is_taken_from_what_is_pending",
    ),
    Mutant(
        "what a month's limit has taken is still pending",
        "services/gateway/riders/summary/store.py",
        "of_month.points + coalesce(limits.total_points, 0)",
        "of_month.points",
        "tests/gateway/test_points.py::test_limits_of_a_trip_and_of_the_month_are_never_pending_themselves",
    ),
    Mutant(
        "riders share the sources of one name",
        "services/gateway/riders/statement/rules.py",
        "key = (posting.rider_id, posting.source)",
        "key = (next(iter(accounts)), posting.source)",
        "tests/gateway/test_points.py::test_one_name_is_a_source_of_each_rider",
    ),
    Mutant(
        "a decided trip is held again",
        "services/trips/verdicts/rules.py",
        "if ride.decision is not None:",
        "if False:",
        CONTRACT,
    ),
    Mutant(
        "touching is sharing",
        "services/trips/patterns/rules.py",
        "b.started_at < a.ended_at):\n        return False\n    if earlier.clock",
        "b.started_at <= a.ended_at):\n        return False\n    if earlier.clock",
        "tests/trips/test_rules.py::test_sharing_time_is_symmetric_and_complete",
    ),
    Mutant(
        "a changed trip keeps its revision (law 6)",
        "services/trips/publishing/actions.py",
        "revision=trip.revision + 1",
        "revision=max(trip.revision, 1)",
        CONTRACT,
    ),
    Mutant(
        "any body under a used key (law 7)",
        "shared/http/idempotency.py",
        "if stored_hash not in hashes:",
        "if False:",
        "tests/laws/test_retries.py::test_another_body_under_the_same_key_is_refused",
    ),
    Mutant(
        "a key is not held while the first request runs (law 7)",
        "shared/http/idempotency.py",
        "if not is_held:",
        "if is_held is None:",
        "tests/laws/test_retries.py::test_a_retry_while_the_first_request_runs_is_told_to_come_back",
    ),
    Mutant(
        "a key that was answered meanwhile is answered again (law 7)",
        "shared/http/idempotency.py",
        "if not await fetch(tx, KEEP, values):",
        "if await fetch(tx, KEEP, values) is None:",
        "tests/shared/test_writes.py::test_a_key_that_was_answered_between_two_looks_is_in_use",
    ),
    Mutant(
        "what was passed over is believed, whoever has moved the position (law 1)",
        "shared/eventlog/postgres.py",
        "place.passed_over if stored == place.stored else None",
        "place.passed_over",
        "tests/conformance/test_passed_over.py::test_who_moves_the_position_meanwhile_is_believed",
    ),
    Mutant(
        "unknown fields are ignored",
        "shared/http/bodies.py",
        'extra="forbid"',
        'extra="ignore"',
        "tests/laws/test_bad_inputs.py::test_a_bad_field_is_named_and_never_repeated",
    ),
    Mutant(
        "publishing does not wait for batches",
        "services/challenges/store.py",
        'await tx.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": RULES_LOCK})',
        "pass",
        "tests/challenges/test_concurrency.py::test_publishing_while_a_batch_runs_counts_the_batch",
    ),
    Mutant(
        "who was held for a voided trip stays held (law 6)",
        "services/trips/verdicts/actions.py",
        "told = [each.telling for each in kept]\n",
        "kept = [each for each in kept if each.telling.withdrawn]\n"
        "        told = [each.telling for each in kept]\n",
        "tests/trips/test_overlaps.py::test_who_was_held_for_an_import_alone_counts_when_it_is_undone",
    ),
    Mutant(
        "a void leaves the entry completed (law 6)",
        "services/challenges/counting/store.py",
        "THEN coalesce(entries.completed_at, excluded.judged_at) END",
        "THEN coalesce(entries.completed_at, excluded.judged_at) ELSE entries.completed_at END",
        "tests/challenges/test_completion.py::test_completion_is_said_once_taken_back_and_said_again",
    ),
    Mutant(
        "a closed challenge goes on counting",
        "services/challenges/matching/windows.py",
        "return self._closed(self.published.ends_at)",
        "return self.published.ends_at",
        "tests/challenges/test_completion.py::test_a_closed_challenge_counts_what_started_before_it_closed_however_late_it_comes",
    ),
    Mutant(
        "the last instant of a window counts",
        "services/challenges/matching/windows.py",
        "first_on if starts_at <= deed.started_at < ended_at",
        "first_on if starts_at <= deed.started_at <= ended_at",
        "tests/challenges/test_rules.py::test_a_trip_belongs_to_the_moment_it_started",
    ),
    Mutant(
        "challenges are looked at one after the other (law 12)",
        "services/challenges/matching/index.py",
        "            return name, sorted(set(values_of(wanted, rule.known.zones_within)), key=str)\n",
        "            pass\n",
        "tests/challenges/test_rules.py::test_challenges_that_do_not_match_a_trip_cost_it_nothing",
    ),
    Mutant(
        "a statement for each trip (law 12)",
        "services/challenges/counting/trips.py",
        "in await fetch(tx, REMEMBER, values):\n",
        "in [\n        known\n        for row in rows\n"
        "        for known in await fetch(tx, REMEMBER, {**values, **by_column(TOLD, [row])})\n"
        "    ]:\n",
        "tests/laws/test_history.py::test_a_batch_takes_the_same_statements_as_a_few_trips[challenges]",
    ),
    Mutant(
        "all earlier trips of a rider are looked at for each new one (law 12)",
        "services/trips/verdicts/store.py",
        "trips.started_at > row.started_at - interval '1 day",
        "trips.started_at > row.started_at - interval '1000 days",
        "tests/laws/test_history.py::test_what_a_batch_reads_does_not_grow_with_what_is_stored[trips]",
    ),
    Mutant(
        "an operator's trips of one verdict are looked for among all of them (law 12)",
        "services/trips/migrations/versions/0001_trips_stations_appeals.py",
        "CREATE INDEX trips_verdict_idx ON trips (operator_id, verdict, started_at, trip_id) WHERE is_trip;",
        "CREATE INDEX trips_verdict_idx ON trips (operator_id, started_at, trip_id) WHERE verdict = 'held';",
        "tests/laws/test_plans.py::test_an_index_serves[trips-requests]",
    ),
    Mutant(
        "the gateway ignores revisions (law 5)",
        "services/gateway/riders/statement/rules.py",
        "if source is not None and posting.revision <= source.revision:",
        "if False:",
        ORDER,
    ),
    Mutant(
        "a completion is told as progress alone",
        "services/challenges/entries/actions.py",
        "if entry.gives_otherwise:",
        "if False:",
        "tests/challenges/test_completion.py::test_what_an_entry_gives_is_said_only_when_it_changes",
    ),
    Mutant(
        "what is said after a stop is no newer than what was said in it (law 5)",
        "services/challenges/counting/recount.py",
        "revision = entries.revision + 1,",
        "revision = entries.revision,",
        "tests/challenges/test_stops_and_replays.py"
        "::test_after_a_stop_what_came_meanwhile_completes_the_entry",
    ),
    Mutant(
        "what a trip brings after a replay has the id of what it brought before",
        "services/challenges/entries/actions.py",
        '"entry", *texts, str(entry.revision))',
        '"entry", *texts)',
        "tests/challenges/test_stops_and_replays.py::test_a_trip_that_moved_an_entry_before_a_replay_completes_it_after_it",
    ),
    Mutant(
        "a newer word on the progress hides a completion (law 5)",
        "services/gateway/riders/entries/store.py",
        "AND entries.judged_revision < row.judged_revision",
        "AND entries.revision <= row.judged_revision",
        "tests/gateway/test_handlers.py"
        "::test_an_entry_is_as_far_and_as_completed_as_was_last_said_in_any_order",
    ),
    Mutant(
        "riders share one quota",
        "shared/http/quotas.py",
        "count_rider(request, caller.id)",
        'count_rider(request, "")',
        "tests/gateway/test_rate_limits.py::test_riders_and_operators_have_their_own_quotas",
    ),
    Mutant(
        "trips are counted instead of riders (law 9)",
        "services/public_value/disclosure/suppression/rules.py",
        "hidden = (cells.riders < K) | (2 * cells.top > cells.trips)",
        "hidden = (cells.trips < K) | (2 * cells.top > cells.trips)",
        LEAK,
    ),
    Mutant(
        "hidden parts of a published sum are not looked at together (law 9)",
        "services/public_value/disclosure/suppression/rules.py",
        "while _protect_sums(month, sums, checked) or _protect_cells(month):",
        "while _protect_cells(month):",
        "tests/public_value/test_disclosure.py"
        "::test_what_a_published_sum_hides_is_nothing_or_itself_a_publishable_cell",
    ),
    Mutant(
        "what can be worked out stays as it is (law 9)",
        "services/public_value/disclosure/suppression/rules.py",
        "while _protect_sums(month, sums, checked) or _protect_cells(month):",
        "while _protect_sums(month, sums, checked):",
        LEAK,
    ),
    Mutant(
        "the relay passes by a row that is committed late (law 1)",
        "shared/eventlog/relay.py",
        'if has_seen_all and moved["oldest_xid"] >= next_xid:',
        "if has_seen_all:",
        "tests/laws/test_relay_backlog.py"
        "::test_nothing_is_settled_while_a_transaction_may_still_leave_a_row_below",
    ),
    Mutant(
        "the relay keeps a plan that was made for an empty outbox",
        "shared/eventlog/relay.py",
        '    "plan_cache_mode": "force_custom_plan",\n',
        "",
        "tests/laws/test_relay_backlog.py"
        "::test_a_batch_costs_the_same_at_the_beginning_and_at_the_end_of_a_backlog",
    ),
    Mutant(
        "the public figures tell the day of a lone rider's trip (law 9)",
        "services/public_value/city_figures/actions.py",
        "return NOTHING if answers.all_hidden(figures) else figures",
        "return figures",
        "tests/public_value/test_door.py::test_the_page_of_a_few_riders_does_not_tell_that_there_was_a_trip",
    ),
)
