"""Templates: challenges to begin with, each of which can be published once it is filled in."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from services.challenges.bodies import ChallengeBody
from services.challenges.sentences.rules import Names, explain
from services.challenges.templates.answers import all_templates
from services.challenges.templates.rules import Template, body_of, templates
from services.challenges.tree.bodies import as_stored
from services.challenges.tree.refusals import Game, check
from services.challenges.tree.trees import Tree, tree_of
from services.challenges.tree.warnings import warnings
from shared.http.texts import LANGUAGES
from tests.challenges.running_challenges import Running

MADRID = ZoneInfo("Europe/Madrid")
REQUIRED = UUID(int=7)
GAME = Game(MADRID, 5_000, {REQUIRED: 0})
WHENEVER = (
    datetime(2026, 10, 20, 9, tzinfo=UTC),  # Clocks change within the window.
    datetime(2027, 1, 3, 23, 30, tzinfo=UTC),  # It is Monday already in Madrid.
    datetime(2028, 2, 29, tzinfo=UTC),
)
FILLED_IN = {
    "/where/end_zone_ids/0": "market",
    "/where/services": ["bike_share", "scooters"],
    "/requires": [str(REQUIRED)],
    "/group/group_id": "spring",
}
"""What an operator would write."""
PLACES = re.compile("station|zone")

by_template = pytest.mark.parametrize("template", templates(), ids=lambda each: each.template)


def filled(body: dict[str, Any], template: Template) -> dict[str, Any]:
    """The body as an operator fills it in."""
    written: dict[str, Any] = json.loads(json.dumps(body))
    for pointer in template.fill_in:
        *path, last = pointer.split("/")[1:]
        part: Any = written
        for name in path:
            part = part[name]
        part[int(last) if isinstance(part, list) else last] = FILLED_IN[pointer]
    return written


def tree(body: dict[str, Any]) -> Tree:
    """The tree of a body, which must have no faults."""
    return tree_of(json.loads(as_stored(check(ChallengeBody, body, GAME))))


@pytest.mark.parametrize("now", WHENEVER, ids=str)
@by_template
def test_a_template_is_allowed_as_it_is_and_filled_in(template: Template, now: datetime) -> None:
    body = body_of(template, now, MADRID)
    for each in (body, filled(body, template)):
        found = tree(each)
        assert now < found.starts_at < now + timedelta(days=32)
        assert warnings(found, {"bike": 7027, "ebike": 0}) == []


@by_template
def test_a_template_says_in_three_languages_what_it_is_good_for(template: Template) -> None:
    for texts in (template.text, template.body["name"]):
        assert sorted(texts) == sorted(LANGUAGES)
        assert len(set(texts.values())) == len(LANGUAGES)
        assert all(0 < len(text) <= 300 and text == text.strip() for text in texts.values())
    found = tree(body_of(template, WHENEVER[0], MADRID))
    for language in LANGUAGES:
        assert explain(found, Names({}, {}), MADRID, language)


@by_template
def test_what_only_the_city_knows_is_named_to_be_filled_in(template: Template) -> None:
    """Ids of places and of what is required are no other city's."""
    body = body_of(template, WHENEVER[0], MADRID)
    assert "requires" not in body
    named = [
        f"/where/{name}/{place}"
        for name, ids in body.get("where", {}).items()
        if PLACES.search(name) and isinstance(ids, list)
        for place, _ in enumerate(ids)
    ]
    assert set(named) <= set(template.fill_in)


def test_every_kind_of_challenge_has_a_template() -> None:
    assert {each.feature for each in templates()} == {f"C{number}" for number in range(1, 21)}
    found = [tree(body_of(each, WHENEVER[0], MADRID)) for each in templates()]
    assert len({each.template for each in templates()}) == len(templates())
    assert len({type(each.goal) for each in found}) == 7
    assert len({type(each.who) for each in found}) == 5


def test_a_campaign_is_to_be_named_where_every_challenge_needs_one() -> None:
    told = all_templates(WHENEVER[0], MADRID, "ca", ("/campaign_id",)).templates
    assert all(each.fill_in[-1] == "/campaign_id" for each in told)


async def test_templates_are_told_to_everybody_in_their_language(challenges: Running) -> None:
    for language in LANGUAGES:
        headers = {"Accept-Language": language, "Authorization": ""}
        answer = await challenges.client.get("/v1/challenge-templates", headers=headers)
        told = answer.json()["templates"]
        assert [each["text"] for each in told] == [each.text[language] for each in templates()]
        assert (answer.headers["content-language"], answer.headers["vary"]) == (language, "Accept-Language")
        assert all("/campaign_id" not in each["fill_in"] for each in told)


async def test_a_template_is_tried_written_and_published(challenges: Running) -> None:
    told = (await challenges.asked("GET", "/v1/challenge-templates"))["templates"]
    for each in told:
        assert (await challenges.asked("POST", "/v1/challenges:validate", each["body"]))["warnings"] == []
    body = next(each["body"] for each in told if each["template"] == "streak")
    key = {"Idempotency-Key": str(uuid4())}
    challenge_id = (await challenges.asked("POST", "/v1/challenges", body, 201, key))["challenge_id"]
    await challenges.step(challenge_id, "publish")
    (shown,) = (await challenges.asked("GET", "/v1/challenges"))["challenges"]
    assert shown["template"] == "streak"
    assert "ride on 5 days in a row" in shown["explanation"]
