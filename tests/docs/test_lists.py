"""The how-tos know every list that is kept by hand: whoever adds a service need not find them."""

from pathlib import Path

import pytest

from rodem.local.running import SERVICES, with_database
from services.gateway.door.forwarding.rules import FORWARDED
from services.public_value.indicators.rules import COMPUTATIONS
from tests.docs.lists import names_all, naming_all, told

ROOT = Path(__file__).parents[2]
HOWTO = "docs/how-to/add-a-service.md"
OF_ONE_SERVICE = rf"(services|tests)/({'|'.join(SERVICES)})/|{HOWTO}"
COMPUTED = "services/public_value/indicators/rules.py"


def test_adding_a_service_tells_every_file_that_names_all_services() -> None:
    lists, with_databases, texts = told(ROOT / HOWTO)
    of_all = naming_all(ROOT, SERVICES, OF_ONE_SERVICE)
    of_those_with_database = naming_all(ROOT, with_database(), OF_ONE_SERVICE)
    untold = (of_all | of_those_with_database) - (lists | with_databases | texts)
    assert not untold, f"These name all services: tell them in {HOWTO}."
    assert not lists - of_all, f"These do not name every service yet; {HOWTO} says what they name."
    assert not with_databases - of_those_with_database, "These do not name every service with a database yet."
    assert not with_databases & of_all, "These name all services, not only those with a database."
    # A text need not name a service that has no part in it.
    assert [name for name in texts if not (ROOT / name).exists()] == []


def test_indicators_are_listed_in_one_file_and_routes_in_none() -> None:
    """If other files listed indicators or routes, the how-tos would have to name these files too."""
    assert naming_all(ROOT, COMPUTATIONS) == {COMPUTED}
    assert f"`{COMPUTED}`" in (ROOT / "docs/how-to/add-an-indicator.md").read_text()
    assert naming_all(ROOT, {route.path for route in FORWARDED}) == set()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" | ".join(SERVICES), id="in a line"),
        pytest.param("\n\n".join(f"- {name.replace('_', '-')}.yaml" for name in SERVICES), id="line by line"),
        pytest.param(("\n" * 50).join(f'"services.{name}"' for name in SERVICES), id="as packages"),
    ],
)
def test_a_new_list_would_be_seen(tmp_path: Path, text: str) -> None:
    (tmp_path / "new.yml").write_text(text)
    assert naming_all(tmp_path, SERVICES) == {"new.yml"}
    (tmp_path / "new.yml").write_text(text.replace("trips", "trip"))
    assert naming_all(tmp_path, SERVICES) == set()
    assert not names_all(("\n" * 3).join(SERVICES), SERVICES), "prose"
