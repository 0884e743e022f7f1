"""Lists of challenges, page by page: operators see what they have written, riders what is in force."""

from collections.abc import Mapping
from datetime import UTC
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from services.challenges.sentences.actions import explanations
from shared.events.heard import Heard
from shared.events.trips import ZoneReported
from tests.challenges.running_challenges import BEGIN, LATER, Running, body, problem
from tests.challenges.signing import ALL
from tests.challenges.test_campaigns import told as told_of_campaign


async def pages(challenges: Running, headers: Mapping[str, str] | None = None) -> list[list[str]]:
    """The challenges, two a page."""
    found, query = [], "?limit=2"
    while query:
        page = await challenges.asked("GET", f"/v1/challenges{query}", headers=headers)
        found.append([each["challenge_id"] for each in page["challenges"]])
        query = f"?limit=2&cursor={page['next_cursor']}" if "next_cursor" in page else ""
    return found


async def test_pages_hold_every_challenge_once_newest_first(challenges: Running) -> None:
    drafts = [await challenges.draft() for _ in range(2)]
    published = [await challenges.published() for _ in range(3)]
    newest = [*reversed(drafts + published)]
    assert await pages(challenges) == [newest[:2], newest[2:4], newest[4:]]
    for role in ("rider", "city", "auditor"):
        assert await pages(challenges, challenges.signed_in(role)) == [newest[:2], newest[2:3]]


async def test_riders_see_a_published_challenge_as_it_is_in_force(challenges: Running) -> None:
    """What an operator has written since the last publishing is not yet to be seen."""
    rider = challenges.signed_in("rider")
    challenge_id = await challenges.published(target=6_000)
    await challenges.rewrite(challenge_id, body(target=5_000, points=900))
    (shown,) = (await challenges.asked("GET", "/v1/challenges", headers=rider))["challenges"]
    assert (shown["goal"]["target"], shown["reward"]["points"], shown["version"]) == (6_000, 100, 1)
    (own,) = (await challenges.asked("GET", "/v1/challenges"))["challenges"]
    assert own["goal"]["target"] == 5_000
    await challenges.step(challenge_id, "publish")
    (shown,) = (await challenges.asked("GET", "/v1/challenges", headers=rider))["challenges"]
    assert (shown["goal"]["target"], shown["version"]) == (5_000, 2)


async def test_a_challenge_that_todays_rules_would_refuse_is_listed_as_it_was_written(
    challenges: Running,
) -> None:
    """Rules of bodies become stricter; what was written before stays."""
    await challenges.draft()
    async with challenges.engine.begin() as tx:
        older = """ '{"who": "some", "note": {"of": null}}' """
        await tx.execute(sa.text(f"UPDATE challenges SET body = body || {older}"))
    (own,) = (await challenges.asked("GET", "/v1/challenges"))["challenges"]
    assert (own["who"], own["note"], own["state"]) == ("some", {"of": None}, "draft")
    assert "explanation" not in own


async def test_what_is_paused_or_closed_stays_with_its_state(challenges: Running) -> None:
    """What was closed before it was ever published was never to be seen."""
    rider = challenges.signed_in("rider")
    challenge_id, never = await challenges.published(), await challenges.draft()
    await challenges.step(never, "close")
    for step in ("pause", "close"):
        await challenges.step(challenge_id, step)
        (shown,) = (await challenges.asked("GET", "/v1/challenges", headers=rider))["challenges"]
        own = (await challenges.asked("GET", "/v1/challenges"))["challenges"]
        assert [each["challenge_id"] for each in own] == [never, challenge_id]
        assert own[1]["state"] == shown["state"] == {"pause": "paused", "close": "closed"}[step]


async def test_a_list_is_of_one_state(challenges: Running) -> None:
    running, closed = await challenges.published(), await challenges.published()
    draft = await challenges.draft()
    await challenges.step(closed, "close")
    rider = challenges.signed_in("rider")
    for headers, state, expected in (
        (rider, "published", [running]),
        (rider, "closed", [closed]),
        (rider, "draft", []),
        (None, "draft", [draft]),
        (None, "paused", []),
    ):
        found = await challenges.asked("GET", f"/v1/challenges?state={state}", headers=headers)
        assert [each["challenge_id"] for each in found["challenges"]] == expected


async def test_everybody_reads_what_was_published_and_no_more_than_concerns_them(challenges: Running) -> None:
    """Who pays it, and how many are held out, is its operator's. Defaults are said."""
    campaign_id = await told_of_campaign(challenges, uuid4())
    await challenges.draft()
    challenge_id = await challenges.published(holdout_percent=5, campaign_id=campaign_id)
    async with httpx.AsyncClient(base_url=challenges.client.base_url, trust_env=False) as nobody:
        answer = await nobody.get("/v1/challenges")
        one = await nobody.get(f"/v1/challenges/{challenge_id}")
    (shown,) = answer.raise_for_status().json()["challenges"]
    assert one.raise_for_status().json() == shown
    assert answer.headers["cache-control"] == one.headers["cache-control"] == "no-cache"
    written = body()
    assert shown == {
        "challenge_id": challenge_id,
        "state": "published",
        "version": 1,
        "where": {},
        "period": "once",
        **written,
        "starts_at": shown["starts_at"],
        "ends_at": shown["ends_at"],
        "explanation": shown["explanation"],
    }
    (own,) = (await challenges.asked("GET", "/v1/challenges?state=published"))["challenges"]
    assert (own["holdout_percent"], own["campaign_id"]) == (5, campaign_id)


async def test_a_challenge_is_explained_in_the_readers_language(challenges: Running) -> None:
    """Zones by the names that are known, and challenges that are required by theirs."""
    zone = ZoneReported(city_id="barcelona", revision=1, zone_id="z1", name="Gràcia", outline=())
    async with challenges.engine.begin() as tx:
        await challenges.handlers[ZoneReported.type](tx, [Heard(uuid4(), BEGIN, zone)])
        renamed = replace(zone, revision=2, name="Vila de Gràcia")
        await challenges.handlers[ZoneReported.type](tx, [Heard(uuid4(), BEGIN, renamed)])
    await challenges.published(where={"start_zone_ids": ["z1", "z2"]})
    told = {
        "en": ("your goal is to ride 10 km", "starting in one of the zones Vila de Gràcia or z2"),
        "ca": ("el teu objectiu és recórrer 10 km", "que comencin a una de les zones Vila de Gràcia o z2"),
        "es": ("tu objetivo es recorrer 10 km", "que empiecen en una de las zonas Vila de Gràcia o z2"),
    }
    etags = set()
    for language, parts in told.items():
        headers = challenges.signed_in("rider") | {"Accept-Language": f"{language};q=0.9"}
        answer = await challenges.client.get("/v1/challenges", headers=headers)
        (shown,) = answer.json()["challenges"]
        assert all(part in shown["explanation"] for part in parts), shown["explanation"]
        assert (answer.headers["content-language"], answer.headers["vary"]) == (language, "Accept-Language")
        etags.add(answer.headers["etag"])
    assert len(etags) == len(told)


async def test_a_challenge_that_is_required_is_told_by_its_name(challenges: Running) -> None:
    required = await challenges.published(name={"en": "First steps", "es": "Primeros pasos"})
    body = {"goal": {"kind": "sum", "measure": "trips", "target": 1}, "who": {"kind": "all"}}
    window = {"starts_at": BEGIN.isoformat(), "ends_at": LATER.isoformat(), "reward": {"points": 1}}
    for language, name in (("ca", "First steps"), ("es", "Primeros pasos")):
        async with challenges.engine.connect() as tx:
            (text,) = await explanations(
                tx, [{**body, **window, "name": {}, "requires": [required]}], UTC, language
            )
        assert f"«{name}»" in (text or "")


async def unchanged(challenges: Running, path: str, headers: Mapping[str, str] | None = None) -> str:
    """The ETag of an answer that a reader who has it is not sent again."""
    etag: str = (await challenges.client.get(path, headers=headers)).headers["etag"]
    again = await challenges.client.get(path, headers={**(headers or {}), "If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    return etag


async def last_page(challenges: Running, path: str) -> str:
    """The address of a public list's last page. The chain of decisions keeps those of the tests before."""
    path += "?limit=200"
    while cursor := (await challenges.asked("GET", path)).get("next_cursor"):
        path = f"{path.partition('?')[0]}?limit=200&cursor={cursor}"
    return path


@pytest.mark.parametrize("path", ["/v1/challenges", "/v1/changes", "/v1/decisions", "/v1/guards/challenge"])
async def test_who_has_a_list_is_not_sent_it_again(challenges: Running, path: str) -> None:
    city = challenges.signed_in("city")
    reader = city if path == "/v1/changes" else None
    address = await last_page(challenges, path) if path == "/v1/decisions" else path
    before = await unchanged(challenges, address, reader)
    await challenges.asked("PUT", "/v1/guards/challenge", {"guards": [ALL]}, headers=city)
    challenge_id = await challenges.draft()
    await challenges.asked(
        "POST", f"/v1/challenges/{challenge_id}/submit", status=202, body={"reason": "Now."}
    )
    assert await unchanged(challenges, address, reader) != before


async def test_who_has_a_list_of_somebody_else_is_sent_the_own(challenges: Running) -> None:
    await challenges.draft()
    etag = await unchanged(challenges, "/v1/challenges")
    rider = challenges.signed_in("rider") | {"If-None-Match": etag}
    assert await challenges.asked("GET", "/v1/challenges", headers=rider) == {"challenges": []}


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=abc", "limit=", "x=1", "offset=2"])
async def test_a_bad_query_is_refused(challenges: Running, query: str) -> None:
    answer = await challenges.client.get(f"/v1/challenges?{query}")
    assert problem(answer) == (422, "validation-error")


async def test_cursors_that_this_list_did_not_give_are_refused(challenges: Running) -> None:
    for _ in range(2):
        await challenges.published()
    given = (await challenges.asked("GET", "/v1/challenges?limit=1"))["next_cursor"]
    flipped = given[:5] + ("A" if given[5] != "A" else "B") + given[6:]
    for forged in ("", "AAAA", "%00", "%FF", str(uuid4()), flipped, given + "A" * 8):
        assert problem(await listed(challenges, forged)) == (400, "invalid-cursor")
    rider = challenges.signed_in("rider")
    assert problem(await listed(challenges, given, **rider)) == (400, "invalid-cursor")
    assert (await listed(challenges, given)).status_code == 200


async def listed(challenges: Running, cursor: str, **headers: str) -> httpx.Response:
    return await challenges.client.get(f"/v1/challenges?cursor={cursor}", headers=headers)
