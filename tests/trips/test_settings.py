"""Settings of trips: without a key of its own, a service in production knows no phone again."""

import secrets

import pytest
from pydantic import ValidationError

from services.trips.app import Settings
from services.trips.fingerprints.rules import CENTRE, DEVELOPMENT_KEY
from shared.settings import wrong_settings

NEEDED = {"DATABASE_URL": "postgresql://rodem@db/rodem"}


def test_production_does_not_start_without_a_key_of_phones() -> None:
    with pytest.raises(ValidationError) as refusal:
        Settings.model_validate({**NEEDED, "env": "production"})
    assert "RODEM_DEVICE_KEY" in wrong_settings(refusal.value)
    key = secrets.token_hex(32)
    known_again = Settings.model_validate({**NEEDED, "env": "production", "device_key": key}).known_again
    assert known_again.key == bytes.fromhex(key)


def test_development_has_a_key_and_a_centre() -> None:
    known_again = Settings.model_validate(NEEDED).known_again
    assert (known_again.key, known_again.centre) == (DEVELOPMENT_KEY, CENTRE)


def test_a_key_that_is_wrong_is_refused_and_not_repeated() -> None:
    key = secrets.token_hex(32)[:-1]
    with pytest.raises(ValidationError) as refusal:
        Settings.model_validate({**NEEDED, "device_key": key})
    assert "RODEM_DEVICE_KEY" in (said := wrong_settings(refusal.value))
    assert key not in said


@pytest.mark.parametrize("centre", ["41.39", "91,2", "41.39,181", "nan,2", "here", "1,2,3"])
def test_a_centre_that_is_no_place_is_refused(centre: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Settings.model_validate({**NEEDED, "centre": centre})
    assert "RODEM_CENTRE" in wrong_settings(refusal.value)
