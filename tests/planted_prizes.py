"""Bugs of rewards that `make mutants` plants: campaigns, draws and donations."""

from tests.planted_bugs import Mutant

DRAWS = "tests/rewards/shop/test_draws.py"
DRAWINGS = "tests/rewards/shop/test_drawings.py"
PRIZES = (
    Mutant(
        "a budget gives one point too many (law 4)",
        "services/rewards/campaigns/rules.py",
        "    if after > budget.budget_points:",
        "    if after > budget.budget_points + 1:",
        "tests/rewards/campaigns/test_rules.py::test_what_a_budget_gives",
    ),
    Mutant(
        "what is promised is given to somebody else",
        "services/rewards/campaigns/rules.py",
        "after = budget.spent_points + budget.promised_points + points",
        "after = budget.spent_points + points",
        "tests/rewards/campaigns/test_rules.py::test_what_a_budget_gives",
    ),
    Mutant(
        "a refusal leaves the campaign open",
        "services/rewards/campaigns/rules.py",
        "budget.is_spent, budget.spent_by, budget.is_moved = True, cause, True",
        "budget.spent_by, budget.is_moved = cause, True",
        "tests/rewards/campaigns/test_entries.py::test_what_fits_is_given_and_what_does_not_is_told",
    ),
    Mutant(
        "budgets are read without a lock (law 4)",
        "services/rewards/campaigns/store.py",
        "            SELECT {COLUMNS} FROM campaigns WHERE campaign_id = ANY(CAST(:campaign_ids AS uuid[]))\n"
        "            ORDER BY campaign_id FOR UPDATE",
        "            SELECT {COLUMNS} FROM campaigns WHERE campaign_id = ANY(CAST(:campaign_ids AS uuid[]))\n"
        "            ORDER BY campaign_id",
        "tests/rewards/campaigns/test_entries.py::test_forty_at_once_never_get_more_than_the_budget",
    ),
    Mutant(
        "the pace goes by UTC days",
        "services/rewards/campaigns/rules.py",
        "paced_points(budget, at.astimezone(budget.zone).date())",
        "paced_points(budget, at.date())",
        "tests/rewards/campaigns/test_rules.py::test_a_day_of_pace_begins_at_local_midnight",
    ),
    Mutant(
        "promises are paced",
        "services/rewards/charges/rules.py",
        "ask(budget, more, heard.time, heard.id, is_paced=False)",
        "ask(budget, more, heard.time, heard.id)",
        "tests/rewards/campaigns/test_entries.py::test_a_promise_is_paid_whatever_happened_since",
    ),
    Mutant(
        "what was refused is asked for again",
        "services/rewards/charges/rules.py",
        "        known.refused_points += rest\n",
        "        pass\n",
        "tests/rewards/campaigns/test_entries.py::test_each_level_that_is_reached_is_asked_for_by_itself",
    ),
    Mutant(
        "what is taken back is promised to nobody",
        "services/rewards/charges/rules.py",
        "promised = max(known.promise_points, known.given_points) if may_hold_promise else 0",
        "promised = known.promise_points",
        "tests/rewards/campaigns/test_entries.py::test_to_who_has_joined_what_is_taken_back_is_promised_even_if_it_was_not",
    ),
    Mutant(
        "promises never end",
        "services/rewards/charges/store.py",
        "WHERE open_points > 0 AND promise_until <= :now AND campaign_id",
        "WHERE open_points > 0 AND promise_until < :now AND campaign_id",
        "tests/rewards/campaigns/test_entries.py::test_a_promise_ends_when_its_time_is_over",
    ),
    Mutant(
        "only the last event of a batch is charged",
        "services/rewards/charges/actions.py",
        "    asking = [heard for heard in batch if heard.event.campaign_id is not None]",
        "    asking = [heard for heard in batch[-1:] if heard.event.campaign_id is not None]",
        "tests/rewards/campaigns/test_entries.py::test_events_of_one_batch_count_in_their_order",
    ),
    Mutant(
        "a correction is charged in full once more",
        "services/rewards/charges/actions.py",
        "    if is_paid_on:\n        charge(before, -1)\n",
        "",
        "tests/rewards/campaigns/test_multipliers.py::test_a_correction_asks_for_what_is_more_and_gives_back_what_is_less",
    ),
    Mutant(
        "a multiplier that is for a trip no longer keeps what it cost",
        "services/rewards/charges/actions.py",
        "    if not is_paid_on:\n        charge(before, -1)\n",
        "",
        "tests/rewards/campaigns/test_multipliers.py::test_a_multiplier_that_is_for_a_trip_no_longer_gives_back_what_it_cost",
    ),
    Mutant(
        "a budget may fall below what is promised",
        "services/rewards/campaigns/rules.py",
        '    if body["budget_points"] < points:',
        '    if body["budget_points"] < figures.spent_points:',
        "tests/rewards/campaigns/test_routes.py::test_a_budget_never_falls_below_what_is_spent_and_promised",
    ),
    Mutant(
        "a budget that falls opens a spent campaign",
        "services/rewards/campaigns/actions.py",
        "before.is_spent and not is_raised",
        "False",
        "tests/rewards/campaigns/test_routes.py"
        "::test_a_larger_budget_lets_a_spent_campaign_give_again_and_no_other_one",
    ),
    Mutant(
        "in production no guard is built in",
        "services/rewards/campaigns/rules.py",
        '    if env != "production":',
        "    if env:",
        "tests/rewards/campaigns/test_two_keys.py::test_in_production_a_large_budget_always_needs_the_citys_key",
    ),
    Mutant(
        "a release keeps the euros of the budget",
        "services/rewards/redemptions/actions.py",
        "    await _give_back_budgets(tx, redemptions, bodies)\n",
        "",
        "tests/rewards/shop/test_budgets.py::test_a_budget_in_euros_holds_so_many_units_and_gives_back_what_is_released",
    ),
    Mutant(
        "euros are read before the campaign is locked (law 4)",
        "services/rewards/redemptions/actions.py",
        "        await campaigns.lock_eur_cents(tx, [campaign_id])\n        [reward]",
        "        [reward]",
        "tests/rewards/shop/test_budgets.py::test_forty_claims_never_cost_more_than_the_budget",
    ),
    Mutant(
        "who has left a spent challenge joins again",
        "services/challenges/entries/routes.py",
        "            await check_promises(tx, challenge.campaign_id)\n",
        "            pass\n",
        "tests/challenges/test_campaigns.py::test_nobody_joins_while_the_budget_is_spent",
    ),
    Mutant(
        "another operator's budget is spent",
        "services/challenges/campaigns/actions.py",
        "campaign is None or campaign.operator_id != operator_id",
        "campaign is None",
        "tests/challenges/test_campaigns.py::test_a_challenge_names_a_campaign_of_its_operator",
    ),
    Mutant(
        "ticket list not frozen: who wins follows from the tickets of the moment",
        "services/rewards/drawings/actions.py",
        "        pseudonyms = await asyncio.to_thread(draws.winners, secrets.seed, text, count)\n",
        "        live = _holders(before, secrets, await tickets.holdings(tx, draw_id))\n"
        "        text = draws.list_of({each.pseudonym: each.tickets for each in live})\n"
        "        pseudonyms = await asyncio.to_thread(draws.winners, secrets.seed, text, count)\n",
        f"{DRAWINGS}::test_a_frozen_list_stays_as_it_is",
    ),
    Mutant(
        "a list is frozen while somebody buys",
        "services/rewards/draws/store.py",
        'return await _one(tx, "FOR UPDATE", draw_id)',
        'return await _one(tx, "", draw_id)',
        f"{DRAWINGS}::test_a_purchase_that_waits_for_the_freeze_is_refused",
    ),
    Mutant(
        "a second sweep draws again",
        "services/rewards/drawings/actions.py",
        "row is None or row.state != state or is_stopped",
        "row is None or is_stopped",
        f"{DRAWINGS}::test_two_sweeps_at_once_freeze_once_and_draw_once",
    ),
    Mutant(
        "prizes are not set aside",
        "services/rewards/draws/actions.py",
        "    await catalogue.set_aside(tx, units)\n    secrets",
        "    secrets",
        f"{DRAWS}::test_publishing_sets_the_stock_aside_and_shows_commitments_only",
    ),
    Mutant(
        "stock read before lock, where a draw is published",
        "services/rewards/draws/routes.py",
        "        wanted = await find_public(tx, draw_id, with_drafts=True)\n"
        '        await catalogue.lock_rows(tx, {UUID(each["reward_id"]) for each in wanted.body["prizes"]})\n'
        "        row = await lock(tx, draw_id)\n        rules.check_state(row.state, BEFORE_PUBLISHING)\n",
        "        row = await lock(tx, draw_id)\n        rules.check_state(row.state, BEFORE_PUBLISHING)\n",
        f"{DRAWS}::test_two_draws_that_are_published_at_once_do_not_share_their_prizes",
    ),
    Mutant(
        "who knows the database knows the seed",
        "services/rewards/draws/actions.py",
        "sealed = rules.seal(keys, row.draw_id, secrets, os.urandom(2 * rules.NONCE_BYTES))",
        "sealed = secrets",
        f"{DRAWS}::test_publishing_sets_the_stock_aside_and_shows_commitments_only",
    ),
    Mutant(
        "tickets of a cancelled draw are refunded twice",
        "services/rewards/tickets/actions.py",
        "    await store.clear(tx, due)\n",
        "",
        f"{DRAWS}::test_a_cancelled_draw_gives_points_and_prizes_back",
    ),
    Mutant(
        "a trip that was taken back gives tickets",
        "services/rewards/tickets/store.py",
        "draw_riders.rider_id AND earns\n",
        "draw_riders.rider_id\n",
        f"{DRAWS}::test_trips_of_the_window_give_tickets_also_from_before_taking_part",
    ),
    Mutant(
        "a winner's tickets stay in the list",
        "shared/draws.py",
        "        insort(gone, (upto[winner] - counts[winner], counts[winner]))\n",
        "",
        f"{DRAWINGS}::test_the_winners_are_those_that_follow_and_get_their_prizes",
    ),
    Mutant(
        "a public file is believed about its winners",
        "rodem/care/draws.py",
        "    return file.winners == [",
        "    return file.winners is not None or [",
        "tests/rodem/test_draws.py::test_a_flipped_byte_is_found_wherever_it_is",
    ),
    Mutant(
        "a single donor is told",
        "services/rewards/donations/answers.py",
        "project.donors >= DONORS_MIN",
        "project.donors",
        "tests/rewards/shop/test_donations.py::test_donors_are_told_from_ten_on",
    ),
)
