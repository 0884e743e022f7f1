"""Event door of activities: they become points by the `bonus` of their day's tariff."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.activities import rules, store
from services.rewards.expiry.actions import ReadTerms, with_expiry
from services.rewards.ledger.actions import book, lock_accounts
from services.rewards.tariffs.actions import ReadTariffs
from shared.db import fast_uuid
from shared.eventlog.consumer import Handler
from shared.events.heard import Heard, newest
from shared.events.several import ActivityReported


def on_activities_reported(read_tariffs: ReadTariffs, read_terms: ReadTerms) -> Handler:
    """The handler of activities, whichever service reports them."""

    async def pay_activities(tx: AsyncConnection, batch: Sequence[Heard[ActivityReported]]) -> None:
        """Book the difference between what these activities' days give and what was booked for them before.

        Idempotent, and safe in any order: an activity changes something only with a higher revision than the
        stored one, and a day is added up from all its activities.
        """
        city_id = batch[0].event.city_id
        newest_activities = newest(batch, lambda activity: activity.activity_id)
        riders = {heard.event.rider_id for heard in newest_activities.values()}
        accounts = await lock_accounts(tx, riders)
        tariffs = await read_tariffs(tx, accounts.rules_version)
        activities = {
            fast_uuid(key.bytes): heard
            for key, heard in newest_activities.items()
            if heard.event.rider_id not in accounts.erased
        }
        changes = await store.remember(tx, city_id, activities)
        if not changes:
            return
        causes = rules.causes_of(changes)
        bonuses = rules.bonuses_of(causes, tariffs)
        days = await store.add_up_days(tx, city_id, bonuses, rules.revisions_gained(changes))
        lines = rules.lines_of(days, causes, accounts, tariffs)
        if lines:
            terms = await read_terms(tx, accounts.rules_version)
            await book(tx, city_id, await with_expiry(tx, city_id, terms, lines), accounts.levels)

    return pay_activities
