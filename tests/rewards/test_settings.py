"""Settings of rewards: without keys of its own, a service in production makes no vouchers."""

import pytest
from pydantic import ValidationError

from rodem.local.provision import new_voucher_keys
from services.rewards.app import Settings
from services.rewards.keys.rules import DEVELOPMENT_KEYS
from shared.settings import wrong_settings

NEEDED = {"DATABASE_URL": "postgresql://rodem@db/rodem"}


def test_production_does_not_start_without_keys_of_vouchers() -> None:
    with pytest.raises(ValidationError) as refusal:
        Settings.model_validate({**NEEDED, "env": "production"})
    assert "RODEM_VOUCHER_KEYS" in wrong_settings(refusal.value)
    keys = Settings.model_validate({**NEEDED, "env": "production", "voucher_keys": new_voucher_keys()}).keys
    assert DEVELOPMENT_KEYS not in keys


def test_keys_in_use_come_first() -> None:
    new, old = new_voucher_keys(), new_voucher_keys()
    keys = Settings.model_validate({**NEEDED, "voucher_keys": f"{new},{old}"}).keys
    assert [pair.keys_id for pair in keys] == [new[:8], old[:8]]
    assert Settings.model_validate(NEEDED).keys == [DEVELOPMENT_KEYS]


def test_keys_that_are_wrong_are_refused_and_not_repeated() -> None:
    keys = new_voucher_keys()
    with pytest.raises(ValidationError) as refusal:
        Settings.model_validate({**NEEDED, "voucher_keys": keys[:-1]})
    assert "RODEM_VOUCHER_KEYS" in (said := wrong_settings(refusal.value))
    assert keys[20:40] not in said
