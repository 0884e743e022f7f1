"""What is good enough for development is refused in production."""

from typing import Any

import pytest

from shared.http.auth import check_production
from shared.http.tokens import create_verifier
from shared.settings import ServiceSettings

GOOD = {
    "DATABASE_URL": "postgresql://rodem@db/rodem?sslmode=verify-full",
    "env": "production",
    "internal_secret": "x" * 32,
    "oidc_discovery_url": "https://issuer.example/.well-known/openid-configuration",
}


def test_good_settings_are_good() -> None:
    check_production(ServiceSettings.model_validate(GOOD))


@pytest.mark.parametrize(
    "dsn",
    [
        pytest.param("postgresql://rodem@db/rodem?sslmode=require", id="over TLS"),
        pytest.param("postgresql://rodem@db/rodem?sslrootcert=system", id="over TLS, verified"),
        pytest.param("postgresql://rodem@db/rodem?sslmode=disable", id="a network of its own"),
        pytest.param("postgresql://rodem@localhost,127.0.0.2,[::1]/rodem", id="this machine"),
        pytest.param("postgresql:///rodem?user=rodem&host=/run/postgresql", id="a socket"),
    ],
)
def test_whether_the_database_is_reached_over_tls_is_said_or_plain(dsn: str) -> None:
    check_production(ServiceSettings.model_validate(GOOD | {"DATABASE_URL": dsn, "sources": {"trips": dsn}}))


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        pytest.param({"internal_secret": ""}, "RODEM_INTERNAL_SECRET", id="no secret"),
        pytest.param({"internal_secret": "x" * 31}, "RODEM_INTERNAL_SECRET", id="a short secret"),
        pytest.param(
            {"oidc_discovery_url": "http://issuer.example/"}, "https", id="an issuer anybody can be"
        ),
        pytest.param(
            {"DATABASE_URL": "postgresql://rodem:rodem@a:1,b:2/rodem"}, "DATABASE_URL", id="role and password"
        ),
        pytest.param(
            {"DATABASE_URL": "postgresql://db/rodem?user=rodem&password=secret&sslmode=require"},
            "DATABASE_URL",
            id="a password",
        ),
        pytest.param({"DATABASE_URL": "postgresql://rodem@db/rodem"}, "sslmode", id="TLS or none"),
        pytest.param(
            {"DATABASE_URL": "postgresql://rodem@127.0.0.1,db/rodem?sslmode=prefer"},
            "DATABASE_URL says whether",
            id="TLS if the server likes it",
        ),
        pytest.param(
            {"sources": {"trips": "postgresql://rodem@db/rodem?sslmode=allow"}},
            "RODEM_SOURCES says whether",
            id="TLS if the server insists",
        ),
        pytest.param({"DATABASE_URL": "host=db dbname=rodem"}, "DATABASE_URL", id="a DSN that is no URL"),
        pytest.param(
            {
                "kafka_security_protocol": "SASL_PLAINTEXT",
                "kafka_sasl_mechanism": "PLAIN",
                "kafka_sasl_username": "rodem",
                "kafka_sasl_password": "x" * 32,
            },
            "SASL_SSL",
            id="a password that everybody on the network reads",
        ),
        pytest.param({"oidc_discovery_url": None}, "RODEM_OIDC_DISCOVERY_URL", id="development tokens"),
    ],
)
async def test_a_service_does_not_start_with(changes: dict[str, Any], variable: str) -> None:
    with pytest.raises(RuntimeError, match=variable):
        await create_verifier(ServiceSettings.model_validate(GOOD | changes))
