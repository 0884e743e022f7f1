"""What a whole city is told of days and stations, and of activities."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.challenges.running_challenges import REASON
from tests.challenges.running_challenges import body as challenge
from tests.days import today
from tests.events import RIDER_ID

from .told_trips import HOUR, Send


async def send_declared(send: Send) -> None:
    """What is declared of days and stations, and activities, with challenges that look at it."""
    wheres = ({"day_tags_any": ["rain"]}, {"bonus_stations": True}, {"services": ["parking"]})
    for where in wheres:
        draft = await send("POST", "/v1/challenges", challenge(where=where))
        await send("POST", f"/v1/challenges/{draft['challenge_id']}/publish", REASON)
    day, yesterday = today().isoformat(), (today() - timedelta(days=1)).isoformat()
    await send("PUT", "/v1/days", [{"local_on": each, "tags": ["rain"]} for each in (day, yesterday)])
    await send("PUT", "/v1/days", [{"local_on": yesterday, "tags": []}])
    for method in ("PUT", "DELETE", "PUT"):
        await send(method, f"/v1/days/{yesterday}/outage")
    since, until = datetime.now(UTC) - 24 * HOUR, datetime.now(UTC) + HOUR
    flags = [
        {"station_id": station_id, "from": since.isoformat(), "until": until.isoformat()}
        for station_id in ("41", "42", "43")
    ]
    await send("PUT", "/v1/bonus-stations", flags)
    await send("PUT", "/v1/bonus-stations", [flags[2] | {"until": flags[2]["from"]}])
    activities = [
        {"activity_id": str(uuid4()), "rider_id": str(RIDER_ID), "service": "parking", "at": at.isoformat()}
        for at in (since, datetime.now(UTC))
    ]
    await send("POST", "/v1/activities:batch", activities)
    await send("POST", f"/v1/activities/{activities[0]['activity_id']}/void")
