"""What is so unless somebody says otherwise, and what nobody may say in production."""

import pytest

from shared.http.auth import GUESSED_PASSWORDS, check_production
from shared.settings import ServiceSettings

PRODUCTION = {
    "env": "production",
    "internal_secret": "x" * 32,
    "oidc_discovery_url": "https://issuer.example/.well-known/openid-configuration",
}


def settings(dsn: str, **changes: str) -> ServiceSettings:
    return ServiceSettings.model_validate({"DATABASE_URL": dsn} | PRODUCTION | changes)


def test_a_service_listens_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RODEM_HOST", raising=False)
    assert settings("postgresql://h/d").host == ("127.0.0.1",)


@pytest.mark.parametrize("password", [*GUESSED_PASSWORDS, "rodem_trips"])
def test_in_production_no_password_is_one_that_everybody_tries(password: str) -> None:
    dsn = f"postgresql://rodem_trips:{password}@db:5432/rodem_trips?sslmode=require"
    with pytest.raises(RuntimeError, match="DATABASE_URL"):
        check_production(settings(dsn))
    check_production(settings(dsn, env="development"))


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://rodem_trips:6fd1c0b0a55f4c5f9f0f@db:5432/rodem_trips?sslmode=require",
        "postgresql://rodem_trips@db/rodem_trips?sslmode=verify-full",
        "postgresql:///rodem_trips?host=/run/postgresql",
    ],
)
def test_a_password_of_ones_own_or_none_where_none_is_needed_is_good(dsn: str) -> None:
    check_production(settings(dsn))


def test_what_is_secret_is_not_shown() -> None:
    """Neither by a log line nor by a traceback that shows the settings."""
    assert PRODUCTION["internal_secret"] not in repr(settings("postgresql://h/d"))
