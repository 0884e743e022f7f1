"""What is read of releases over HTTP: each as one document and as a table, and figures as of one."""

import csv
import io
import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
import sqlalchemy as sa

from services.public_value.plans.rules import Plan
from services.public_value.releases.publishing.rules import ends_of_document, listed, written
from services.public_value.releases.rules import Figure
from tests.public_value.doors import ASK, Door
from tests.public_value.releases.stored import StoredCity
from tests.public_value.releases.story import moment

MAY = [f"2099-05-{day:02}" for day in range(1, 32)]


@pytest.fixture(scope="module")
async def released(door: Door) -> Door:
    """May: twenty riders a day in zone a of district A, seven in b. Release 1 tells it; 2 the 1st of June.
    Long after today, so that the service itself has no run to make."""
    dsn = door.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    city = StoredCity(door.engine, dsn, {"a": "A", "b": "A", "A": None}, Plan("P1D", {"op": "place"}))
    await city.begin()
    for on in MAY:
        groups = [{"who": "r1-r20", "on": on, "zone": "a"}, {"who": "s1-s7", "on": on, "zone": "b"}]
        await city.tell({"at": "2099-06-01T12:00", "trips": groups})
    await city.release(moment("2099-06-02T04:00"))
    await city.tell({"at": "2099-06-02T12:00", "trips": [{"who": "r1-r20", "on": "2099-06-01", "zone": "a"}]})
    await city.release(moment("2099-06-03T04:00"))
    return door


async def test_the_hash_of_a_release_is_that_of_its_document(released: Door) -> None:
    """So whoever has the list of releases can check each of them, and that no other was put in between."""
    newest_first = (await released.client.get("/v1/releases")).json()["releases"]
    before = None
    for release in reversed(newest_first):
        document = await released.client.get(f"/v1/releases/{release['number']}.json")
        assert sha256(document.content).hexdigest() == release["hash"]
        told = document.json()
        assert document.content == rfc8785.dumps(told)
        assert (told.get("previous_hash"), len(told["figures"])) == (before, release["figures"])
        before = release["hash"]


async def test_a_release_that_is_read_in_pages_is_the_same(
    released: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [(await released.client.get(f"/v1/releases/1.{form}")).content for form in ("json", "csv")]
    monkeypatch.setattr("services.public_value.releases.publishing.store.PAGE", 7)
    assert [
        (await released.client.get(f"/v1/releases/1.{form}")).content for form in ("json", "csv")
    ] == whole


async def test_the_table_has_the_figures_of_the_document(released: Door) -> None:
    document = (await released.client.get("/v1/releases/1.json")).json()
    table = await released.client.get("/v1/releases/1.csv")
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [{name: text for name, text in row.items() if text} for row in rows] == [
        {name: str(value) for name, value in figure.items()} for figure in document["figures"]
    ]


async def test_who_has_a_release_does_not_get_it_again(released: Door) -> None:
    path = "1.json"
    first = await released.client.get(f"/v1/releases/{path}")
    again = await released.client.get(
        f"/v1/releases/{path}", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize("path", ["/v1/releases/3.json", "/v1/releases/3.csv"])
async def test_a_release_that_is_not_made_is_not_there(released: Door, path: str) -> None:
    assert (await released.client.get(path)).status_code == 404


async def test_each_month_of_the_city_and_its_districts_is_said_once(released: Door) -> None:
    """Not zones, not days: what participation needs. Nothing comes twice."""
    async with released.engine.connect() as tx:
        query = """
            SELECT data FROM (SELECT type, data FROM outbox UNION ALL SELECT type, data FROM log) AS said
            WHERE type = 'indicator.released.v1'
        """
        said = [json.loads(text) for text in (await tx.execute(sa.text(query))).scalars()]
    told = (await released.client.get("/v1/releases/1.json")).json()["figures"]
    wanted = {
        (figure["measure"], figure["place"].removeprefix("district/"), figure["value"])
        for figure in told
        if figure["interval"] == "P1M" and figure["place"] in ("city", "district/A")
        if "vehicle_type" not in figure
    }
    assert {(each["indicator_id"], each.get("place_id", "city"), each["value"]) for each in said} == wanted
    assert len(said) == len(wanted) > 7
    assert {(each["release"], each["revision"], each["period"]) for each in said} == {(1, 1, "2099-05")}


async def ask(door: Door, release: int, **changes: Any) -> Any:
    headers = {"Authorization": f"Bearer {door.token}"}
    body = {**ASK, **changes}
    answer = await door.client.post(f"/v1/indicators:query?release={release}", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_query_of_a_release_says_why_each_figure_is_hidden(released: Door) -> None:
    query = {"measures": ["trips", "climate.net_kgco2e"], "dimensions": ["zone_id"]}
    days = {"start_date": "2099-05-31", "end_date": "2099-06-01"}
    answer = await ask(released, 1, **query, **days)
    assert answer["query"] | {"release": 1, "k_value": 10, "colluders": 5} == answer["query"]
    assert [row[:3] for row in answer["rows"]] == [
        ["2099-05-31", "a", None],
        ["2099-05-31", "b", None],
        ["2099-06-01", "a", None],
        ["2099-06-01", "b", None],
    ]
    because = {
        (each["start_date"], each["zone_id"], *each["measures"]): each["because"]
        for each in answer["suppressed"]
    }
    assert because["2099-05-31", "b", "trips"] == "few"
    assert because["2099-06-01", "a", "trips"] == "later"
    assert because["2099-05-31", "a", "climate.net_kgco2e"] == "finer"


async def test_what_a_release_told_is_read_for_ever(released: Door) -> None:
    day = {"start_date": "2099-06-01", "end_date": "2099-06-01"}
    assert (await ask(released, 1, **day))["rows"] == [["2099-06-01", None]]
    assert (await ask(released, 2, **day))["rows"] == [["2099-06-01", 20]]


async def test_a_month_that_goes_on_has_no_row(released: Door) -> None:
    months = {"interval": "P1M", "start_date": "2099-05-01", "end_date": "2099-06-01"}
    answer = await ask(released, 2, **months)
    assert answer["rows"] == [["2099-05-01", 27 * 31]]
    assert answer["partial"] == answer["suppressed"] == []


async def test_a_month_is_told_by_type_of_vehicle_where_it_is_safe(released: Door) -> None:
    """All rode bikes, which gives nobody away."""
    month = {"interval": "P1M", "start_date": "2099-05-01", "end_date": "2099-05-01"}
    answer = await ask(released, 1, **month, dimensions=["vehicle_type"], measures=["trips", "riders"])
    assert answer["rows"] == [["2099-05-01", "bike", 27 * 31, None], ["2099-05-01", "ebike", None, None]]
    assert {each["because"] for each in answer["suppressed"] if each["measures"] == ["riders"]} == {"finer"}


async def test_a_vehicle_type_is_asked_for_alone(released: Door) -> None:
    headers = {"Authorization": f"Bearer {released.token}"}
    month = ASK | {"interval": "P1M", "dimensions": ["vehicle_type"]}
    filtered = month | {"filters": [{"name": "zone_id", "values": ["a"]}]}
    asked = [("", month | {"interval": "P1D"}), ("?release=1", filtered)]
    for query, body in asked:
        answer = await released.client.post(f"/v1/indicators:query{query}", json=body, headers=headers)
        assert answer.status_code == 422, body
        assert answer.json()["errors"][0]["pointer"] == "/dimensions/0"
    unknown = await released.client.post("/v1/indicators:query?release=9", json=ASK, headers=headers)
    assert unknown.status_code == 404


def test_the_document_is_canonical_json() -> None:
    figures = [
        Figure("climate.net_kgco2e", "P1M", date(2026, 5, 1), "city", "", 12.0, -0.25, 1e6, 31),
        Figure("trips", "P1D", date(2026, 5, 4), 'zone/"figures":[é', value=17),
    ]
    content = {"rule_version": 1, "periods": [], "figures": 2, "closed_months": [], "plans": []}
    start, end = ends_of_document(2, moment("2099-06-02T04:00"), content, b"\1" * 32)
    document = start + b",".join(written(figures)) + end
    told = json.loads(document)
    assert told["figures"] == [listed(figure) for figure in figures]
    assert told["made_at"] == "2099-06-02T02:00:00Z"
    assert document == rfc8785.dumps(told)
