"""Settings: read once, at start, from the environment, and passed down. No other module reads it."""

import os
import ssl
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

NOT_CONFIGURED = 78
"""Exit status of a service that cannot start with its settings (EX_CONFIG in sysexits.h): one more start
would not help."""


class NotConfigured(RuntimeError):
    """A service cannot start with its settings. The message says what to change, and has no full stop."""


def parts(value: Any) -> Any:
    """A text with commas as its parts, without blanks around them."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return () if value is None else value


def check_timezone(name: str) -> str:
    """The name of a time zone. Raises ValueError, with a sentence, for any other text."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: the folder of a region, such as Europe
        raise ValueError(f"{name!r} is no time zone of the IANA, such as Europe/Madrid") from None
    return name


def wrong_settings(error: ValidationError | SettingsError) -> str:
    """The settings that are wrong, and why, without their values."""
    wrong = []
    if isinstance(error, SettingsError):
        wrong.append(f"{error}: the value should be JSON")
    for fault in error.errors() if isinstance(error, ValidationError) else ():
        name, why = ".".join(map(str, fault["loc"])), fault["msg"].removeprefix("Value error, ").rstrip(".")
        variable = name if not name or name.isupper() else f"RODEM_{name.upper()}"
        wrong.append(f"{variable}: {why}" if variable else why)
    return f"The environment does not hold valid settings ({'; '.join(wrong)}): correct it and try again."


UNSET_IF_EMPTY = BeforeValidator(lambda value: value or None)


class ServerSettings(BaseSettings):
    """What every service needs. Names in the environment are these in capitals, with `RODEM_` before."""

    model_config = SettingsConfigDict(
        env_prefix="RODEM_", frozen=True, extra="ignore", use_attribute_docstrings=True
    )

    service: ClassVar[str]
    """The service's name."""

    env: Literal["development", "production"] = "development"
    """`production` refuses everything made for development."""
    host: Annotated[tuple[str, ...], NoDecode, BeforeValidator(parts), Field(min_length=1)] = ("127.0.0.1",)
    """Addresses to listen on, with commas between: `0.0.0.0` is all of IPv4, `::` all of IPv6."""
    port: int = Field(default=8000, ge=1, le=65_535)
    """Port to listen on."""
    base_path: str = Field(default="", max_length=200, pattern=r"^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$")
    """The path below which the public finds the city, such as `/rodem`, for a proxy that serves others on the
    same host. The proxy may strip it or keep it. The same for all services."""
    metrics_host: str = "127.0.0.1"
    """Address to answer Prometheus on; `::` is all of IPv4 and IPv6. Metrics count requests and events as
    they come, so the public must not reach them."""
    metrics_port: int = Field(default=0, ge=0, le=65_535)
    """Port to answer Prometheus on, at `/metrics`. 0 takes a free one, which the log names."""
    secrets_dir: Path | None = None
    """Folder of files named for variables, such as `DATABASE_URL`: they hold what the environment lacks."""
    city_id: str = Field(default="city", max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    """The city that this deployment serves (letters, digits, `-`, `_`). Events of others are refused."""
    timezone: str = "Europe/Madrid"
    """The city's IANA time zone: its days, weeks and months are counted in it."""
    internal_secret: SecretStr = SecretStr("")
    """Signs what the gateway tells the services about a caller. The same for all services."""
    requests_max: int = Field(default=256, gt=0, le=10_000)
    """Most requests at work at a time. One more is told at once to come back later."""
    connections_max: int | None = Field(default=None, gt=0, le=100_000)
    """Most connections of callers at a time. Unset it is a third of the descriptor limit (`ulimit -n`), at
    most 4,096. One more gets a bare 503."""
    address_connections_max: int | None = Field(default=None, gt=0, le=100_000)
    """Most of these connections from one address (IPv6: one /64). Unset it is a quarter of `connections_max`.
    Proxies named in `FORWARDED_ALLOW_IPS` have no such limit."""
    bodies_bytes_max: int = Field(default=64 * 1024 * 1024, ge=2 * 1024 * 1024)
    """Most bytes of request bodies in memory at a time. A request with one byte more is told to come back
    later."""
    quota_window_s: int = Field(default=60, gt=0, le=3_600)
    """For how many seconds quotas of requests are. Each process counts by itself."""
    direct_requests_max: int = Field(default=12_000, gt=0, le=1_000_000_000)
    """Most requests of one address in that time that reach a service past the gateway, which has quotas of
    its own. Needs `internal_secret`, by which services know the gateway."""
    direct_at_once_max: int = Field(default=128, gt=0, le=10_000)
    """Most requests of one address at a time that reach a service past the gateway."""
    shutdown_grace_s: float = Field(default=10, gt=0, le=60)
    """How long running requests may go on after SIGTERM."""
    otel_exporter_otlp_endpoint: str | None = Field(
        default=None, validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT"
    )
    """Where traces are sent to, over OTLP/HTTP. Without it nothing is traced."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the files of `secrets_dir`."""
        files = SecretsSettingsSource(settings_cls, secrets_dir=os.environ.get("RODEM_SECRETS_DIR"))
        return init_settings, env_settings, files

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        return check_timezone(name)


class ServiceSettings(ServerSettings):
    """What a service with a database needs besides."""

    database_url: str = Field(validation_alias="DATABASE_URL")
    """The service's own PostgreSQL database (18 or newer), as a URL with the parameters of libpq: `sslmode`,
    `sslrootcert` (`system` too), `target_session_attrs` with several hosts, `connect_timeout`, `options`,
    `application_name`. In production `sslmode` says whether a database on another machine is reached over
    TLS: `prefer` and `allow`, and saying nothing, leave that to the server and are refused."""
    sources: dict[str, str] = {}
    """Topic -> database whose view `published` holds its events (without Kafka), as a URL like
    `DATABASE_URL`."""
    kafka_bootstrap: str | None = Field(default=None, validation_alias="KAFKA_BOOTSTRAP")
    """Kafka's addresses, `host:port` with commas between. Without it the log is the
    embedded default: PostgreSQL, in which each service reads what the others have published."""
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """How Kafka is reached: `SSL` is TLS, and `SASL` signs in with name and password."""
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    """How name and password are sent. `PLAIN` shows the password to the broker, so it needs `SASL_SSL`."""
    kafka_sasl_username: Annotated[str | None, UNSET_IF_EMPTY] = None
    """The name to sign in with."""
    kafka_sasl_password: Annotated[SecretStr | None, UNSET_IF_EMPTY] = None
    """The password to sign in with."""
    kafka_ca_file: Annotated[Path | None, UNSET_IF_EMPTY] = None
    """Certificates (PEM) of the authorities that sign the brokers'. Unset they are those that the system
    trusts."""
    kafka_certificate_file: Annotated[Path | None, UNSET_IF_EMPTY] = None
    """The certificate (PEM) that brokers ask for, if they do."""
    kafka_key_file: Annotated[Path | None, UNSET_IF_EMPTY] = None
    """The private key (PEM) of that certificate. Unset it is in the same file."""
    kafka_prefix: str = Field(default="rodem.{city_id}.", validate_default=True)
    """What the names of topics and consumer groups on Kafka begin with. `{city_id}` stands for the city's id,
    so that cities on one cluster share neither."""
    kafka_partitions: int = Field(default=4, gt=0, le=1_000)
    """Partitions of topics that `rodem topics` creates."""
    kafka_replicas: int = Field(default=1, gt=0, le=10)
    """Replicas of topics that `rodem topics` creates."""
    operator_id: str = Field(default="operator", min_length=1, max_length=64)
    """Id of the company that operates the game. Only its staff reviews trips that riders' phones report, and
    writes what is the same for all, such as zones."""
    jwks_file: Path | None = None
    """Public keys of the development issuer."""
    oidc_discovery_url: Annotated[tuple[HttpUrl, ...], NoDecode, BeforeValidator(parts)] = ()
    """OpenID Connect discovery documents of the issuers whose tokens are accepted, with commas between."""
    audience: Annotated[tuple[str, ...], NoDecode, BeforeValidator(parts), Field(min_length=1)] = ("rodem",)
    """The `aud` that a token must bear; one of these, with commas between."""
    roles_claims: Annotated[tuple[str, ...], NoDecode, BeforeValidator(parts)] = ("roles",)
    """Where a token has its roles, with commas between: names of claims, or paths such as
    `realm_access.roles`."""
    token_leeway_s: float = Field(default=5, ge=0, le=300)
    """How far the clocks of an issuer and of the services may differ."""
    token_life_max_s: int = Field(default=86_400, gt=0, le=31_536_000)
    """Longest time from a token's `iat` to its `exp`. One that lives longer is refused."""
    keys_age_max_s: float = Field(default=300, gt=0, le=3_600)
    """How long an issuer's keys, and tokens that were verified with them, are believed without asking the
    issuer again."""
    keys_away_max_s: float = Field(default=3_600, gt=0, le=604_800)
    """The same for keys while the issuer does not answer."""
    batch_events_max: int = Field(default=2000, gt=0, le=5_000)
    """Most events that a consumer takes in one transaction."""
    poll_s: float = Field(default=1.0, gt=0, le=60)
    """How often relays and consumers look for work when nothing has woken them."""
    pool_size: int = Field(default=6, gt=0, le=40)
    """Database connections for requests."""
    cached_tokens_max: int = Field(default=10_000, gt=0, le=10_000_000)
    """Verified tokens that are not verified again until they expire, about 2 kB each."""

    @field_validator("kafka_prefix")
    @classmethod
    def _names_the_city(cls, prefix: str, info: ValidationInfo) -> str:
        return prefix.replace("{city_id}", info.data.get("city_id", ""))

    @model_validator(mode="after")
    def _kafka_can_be_reached(self) -> Self:
        names = {"kafka_sasl_username", "kafka_sasl_password"}
        files = {"kafka_ca_file", "kafka_certificate_file", "kafka_key_file"}
        given = {name for name in names | files if getattr(self, name) is not None}
        needed = names if self.kafka_security_protocol.startswith("SASL") else set()
        useless = given - needed - (files if self.kafka_security_protocol.endswith("SSL") else set())
        for name in sorted(needed - given):
            raise ValueError(f"Set RODEM_{name.upper()}: RODEM_KAFKA_SECURITY_PROTOCOL is with SASL.")
        for name in sorted(useless):
            raise ValueError(
                f"RODEM_{name.upper()} is of no use while RODEM_KAFKA_SECURITY_PROTOCOL is"
                f" {self.kafka_security_protocol}."
            )
        self.kafka_tls()
        return self

    def kafka_tls(self) -> ssl.SSLContext | None:
        """How the brokers' certificates are verified, and with which one we answer; None without TLS. Raises
        ValueError for a file that cannot be used."""
        if not self.kafka_security_protocol.endswith("SSL"):
            return None
        try:
            context = ssl.create_default_context(cafile=self.kafka_ca_file)
        except OSError as error:
            raise ValueError(f"RODEM_KAFKA_CA_FILE cannot be used ({error.strerror or error}).") from None
        if self.kafka_key_file is not None and self.kafka_certificate_file is None:
            raise ValueError("Set RODEM_KAFKA_CERTIFICATE_FILE: the key of RODEM_KAFKA_KEY_FILE is its.")
        if self.kafka_certificate_file is not None:
            try:
                context.load_cert_chain(self.kafka_certificate_file, self.kafka_key_file)
            except OSError as error:
                names = "RODEM_KAFKA_CERTIFICATE_FILE and RODEM_KAFKA_KEY_FILE"
                raise ValueError(f"{names} cannot be used ({error.strerror or error}).") from None
        return context

    @property
    def topic(self) -> str:
        """The topic that the service speaks on."""
        return "riders" if self.service == "gateway" else self.service
