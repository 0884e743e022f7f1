"""Kafka over TLS and with SASL, on a real broker: events pass for who is known, and for nobody else."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from rodem.refusals import in_one_sentence
from shared.eventlog.kafka import reading, shipping, topics
from shared.settings import ServiceSettings

from .secured import PASSWORD, USER, Secured, secured_broker

MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
SASL = [(protocol, mechanism) for protocol in ("SASL_PLAINTEXT", "SASL_SSL") for mechanism in MECHANISMS]


class OfTrips(ServiceSettings):
    """A service that has a name."""

    service: ClassVar[str] = "trips"


@pytest.fixture(scope="module")
async def secured(kafka_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Secured]:
    async with secured_broker(tmp_path_factory.mktemp("secured"), kafka_jars) as broker:
        yield broker


def settings(
    secured: Secured, protocol: str, mechanism: str | None = None, **changes: Any
) -> ServiceSettings:
    """The settings of a client that the listener of this protocol knows."""
    values: dict[str, Any] = {
        "DATABASE_URL": "",
        "KAFKA_BOOTSTRAP": secured.bootstraps[protocol],
        "kafka_prefix": f"test-{uuid4().hex[:8]}.",
        "kafka_security_protocol": protocol,
    }
    if mechanism:
        known = {"kafka_sasl_username": USER, "kafka_sasl_password": PASSWORD}
        values |= {"kafka_sasl_mechanism": mechanism} | known
    if protocol.endswith("SSL"):
        values["kafka_ca_file"] = secured.folder / "ca.pem"
    if protocol == "SSL":
        values |= {f"kafka_{part}_file": secured.folder / f"client.{end}" for part, end in CLIENT.items()}
    return OfTrips.model_validate(values | changes)


CLIENT = {"certificate": "pem", "key": "key"}


@pytest.mark.parametrize(("protocol", "mechanism"), [("PLAINTEXT", None), ("SSL", None), *SASL])
async def test_what_is_said_is_heard(secured: Secured, protocol: str, mechanism: str | None) -> None:
    """By all four clients: of topics, of their ends, of the relay and of a consumer."""
    known = settings(secured, protocol, mechanism)
    name = f"{known.kafka_prefix}trips"
    assert await topics.create_topics(known, ["trips"]) == [name]
    async with shipping.producer(known) as producer:
        await producer.send_and_wait(name, b"a trip")
    assert await topics.read_ends(known) == {"trips": 1}
    consumer = reading._create_consumer(known, "trips")
    consumer.subscribe([name])
    await consumer.start()
    try:
        assert (await consumer.getone()).value == b"a trip"
    finally:
        await consumer.stop()


@pytest.mark.parametrize(
    ("protocol", "mechanism", "wrong"),
    [
        *[(protocol, mechanism, {"kafka_sasl_password": "guessed"}) for protocol, mechanism in SASL],
        ("SASL_SSL", "PLAIN", {"kafka_ca_file": "stranger.pem"}),
        ("SASL_SSL", "PLAIN", {"kafka_ca_file": None}),
        ("SSL", None, {"kafka_certificate_file": None, "kafka_key_file": None}),
        ("SSL", None, {"kafka_certificate_file": "stranger.pem", "kafka_key_file": "stranger.key"}),
    ],
)
async def test_who_is_not_known_is_refused_and_trusts_no_other_broker(
    secured: Secured, protocol: str, mechanism: str | None, wrong: dict[str, Any]
) -> None:
    files = {
        name: secured.folder / value if value and name.endswith("_file") else value
        for name, value in wrong.items()
    }
    unknown = settings(secured, protocol, mechanism, **files)
    with pytest.raises(OSError, match="lets us not in"):
        await topics.create_topics(unknown, ["trips"])
    with pytest.raises((KafkaError, OSError)):
        async with shipping.producer(unknown):
            pass


CANNOT_WORK = [
    ("SASL_SSL", [], "RODEM_KAFKA_SASL_PASSWORD"),
    ("SASL_SSL", ["sasl_password"], "RODEM_KAFKA_SASL_USERNAME"),
    ("SSL", ["ca_file"], "RODEM_KAFKA_CA_FILE"),
    ("SSL", ["key_file"], "RODEM_KAFKA_CERTIFICATE_FILE"),
    ("SSL", ["certificate_file"], "RODEM_KAFKA_CERTIFICATE_FILE"),
    ("SSL", ["sasl_username"], "RODEM_KAFKA_SASL_USERNAME is of no use"),
    ("PLAINTEXT", ["sasl_password"], "RODEM_KAFKA_SASL_PASSWORD is of no use"),
    ("PLAINTEXT", ["ca_file"], "RODEM_KAFKA_CA_FILE is of no use"),
]


@pytest.mark.parametrize("text", [__file__, "nowhere.pem"])
@pytest.mark.parametrize(("protocol", "given", "sentence"), CANNOT_WORK)
def test_settings_that_cannot_work_are_refused_at_the_start(
    protocol: str, given: list[str], sentence: str, text: str
) -> None:
    """Among them such that would be ignored: whoever names a CA means TLS."""
    values = {"DATABASE_URL": "", "kafka_security_protocol": protocol}
    with pytest.raises(ValueError, match=sentence):
        ServiceSettings.model_validate(values | {f"kafka_{name}": text for name in given})


def test_commands_say_so_in_one_sentence() -> None:
    with pytest.raises(ValidationError) as wrong:
        ServiceSettings.model_validate({"DATABASE_URL": "", "kafka_security_protocol": "SASL_SSL"})
    assert in_one_sentence(wrong.value) == (
        "The environment does not hold valid settings (Set RODEM_KAFKA_SASL_PASSWORD:"
        " RODEM_KAFKA_SECURITY_PROTOCOL is with SASL): correct it and try again."
    )


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    empty = dict.fromkeys(("kafka_sasl_username", "kafka_sasl_password", "kafka_ca_file"), "")
    assert ServiceSettings.model_validate({"DATABASE_URL": "", **empty}).kafka_ca_file is None
    with pytest.raises(ValueError, match="RODEM_KAFKA_SASL_PASSWORD"):
        ServiceSettings.model_validate({"DATABASE_URL": "", "kafka_security_protocol": "SASL_SSL", **empty})


def test_the_password_is_not_shown(secured: Secured) -> None:
    assert PASSWORD not in repr(settings(secured, "SASL_SSL", "PLAIN"))
