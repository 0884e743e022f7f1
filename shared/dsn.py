"""DSNs: what a URL with the parameters of libpq says of a PostgreSQL. asyncpg applies most of the parameters;
here are the others."""

import ipaddress
import os
import random
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import parse_qsl, quote, unquote, urlencode

Host = tuple[str | None, int | None]
"""Name, address or folder of a Unix socket, and port; None is libpq's default, such as PGHOST."""

URL = re.compile(r"(postgres(?:ql)?(?:\+\w+)?)://(?:([^/?#]*)@)?([^/?#@]*)(/[^?#]*)?(?:\?([^#]*))?")
"""Scheme, user and password, hosts, path and query of a DSN."""
HOST = re.compile(r"(?:\[([^\[\]]+)\]|([^:\[\]]*))(?::(\d{1,5}))?")
APPLIED_BY_DRIVER = frozenset(
    [
        "user",
        "password",
        "dbname",
        "database",
        "passfile",
        "service",
        "application_name",
        "options",
        "krbsrvname",
        "gsslib",
        "sslmode",
        "sslcert",
        "sslkey",
        "sslrootcert",
        "sslnegotiation",
        "sslcrl",
        "sslpassword",
        "ssl_min_protocol_version",
        "ssl_max_protocol_version",
    ]
)
"""Parameters that asyncpg reads from the DSN itself."""
WITHOUT_EFFECT = frozenset(
    [
        "keepalives",
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
        "tcp_user_timeout",
        "sslcompression",
        "sslsni",
        "gssdelegation",
        "min_protocol_version",
        "max_protocol_version",
    ]
)
"""Parameters that change nothing here. Keepalives are among them because each statement has a time limit."""
ACCEPTED_VALUES = {
    "channel_binding": ("disable", "prefer"),
    "gssencmode": ("disable", "prefer"),
    "sslcertmode": ("allow",),
    "client_encoding": ("auto", "utf8", "utf-8", "unicode"),
    "replication": ("false", "off", "no", "0"),
}
"""Parameters that asyncpg lacks -> the values that ask for what it does anyway. Any other value is refused,
because the connection would give less than that value asks for."""
REFUSED = frozenset(
    [
        "hostaddr",
        "require_auth",
        "requirepeer",
        "sslcrldir",
        "sslkeylogfile",
        "servicefile",
        "scram_client_key",
        "scram_server_key",
        "oauth_issuer",
        "oauth_client_id",
        "oauth_client_secret",
        "oauth_scope",
    ]
)
"""Parameters that asyncpg lacks, whatever their value."""
SESSION_ATTRS = ("any", "read-write", "read-only", "primary", "standby", "prefer-standby")


class Unusable(ConnectionError):
    """A person must change the DSN, or the server that it names. `code` is the short name of the reason; the
    message holds no secret."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Dsn:
    """The parts of a DSN. `url` is what asyncpg is given, without the hosts. `timeout_s` is the limit for
    each host (`connect_timeout`), `session_attrs` is `target_session_attrs`; both are None without such a
    parameter. `settings` are the server's. `sslmode` is as libpq takes it, `prefer` where nothing is said;
    `tls` is None but for `sslrootcert=system`."""

    url: str = field(repr=False)
    hosts: tuple[Host, ...]
    user: str
    password: str | None = field(repr=False)
    database: str
    timeout_s: float | None
    session_attrs: str | None
    settings: Mapping[str, str]
    sslmode: str
    tls: ssl.SSLContext | None

    @property
    def leaves_tls_open(self) -> bool:
        """Whether a network is used to which the server decides if it sees what is sent: `sslmode` is
        `prefer` or `allow`, and a host is neither a Unix socket nor this machine."""
        return self.sslmode in ("prefer", "allow") and not all(_is_here(name) for name, _ in self.hosts)


def parse(dsn: str) -> Dsn:
    """The parts of a DSN. Raises Unusable."""
    credentials, netloc, path, text = _split(dsn)
    # In libpq's URLs a plus is a plus, not a blank.
    query = dict(parse_qsl(text.replace("+", "%2B"), keep_blank_values=True))
    hosts = _hosts(netloc, query)
    timeout_s = _timeout_s(query.pop("connect_timeout", ""))
    session_attrs = query.pop("target_session_attrs", None)
    if session_attrs not in (None, *SESSION_ATTRS):
        _refuse(f"`target_session_attrs` is one of {', '.join(SESSION_ATTRS)}")
    _normalise(query)
    _check_files(query)
    tls = _system_certificates(query)
    user, colon, password = credentials.partition(":")
    authority = f"{user}{colon}{quote(unquote(password), safe='')}@" if credentials else ""
    driver_query = {name: value for name, value in query.items() if name in APPLIED_BY_DRIVER}
    return Dsn(
        url=f"postgresql://{authority}{path}"
        + (f"?{urlencode(driver_query, quote_via=quote)}" if driver_query else ""),
        hosts=hosts,
        user=unquote(user) or query.get("user", ""),
        password=unquote(password) if colon else query.get("password"),
        database=unquote(path[1:]) or query.get("dbname", ""),
        timeout_s=timeout_s,
        session_attrs=session_attrs,
        settings={name: value for name, value in query.items() if name not in APPLIED_BY_DRIVER},
        sslmode=query.get("sslmode") or ("prefer" if tls is None else "verify-full"),
        tls=tls,
    )


def replaced(dsn: str, user: str, password: str, database: str) -> str:
    """The DSN of the same server with the same parameters, for another role and database. Raises Unusable."""
    _, netloc, _, query = _split(dsn)
    names = ("user", "password", "dbname", "database")
    kept = "&".join(part for part in query.split("&") if part.partition("=")[0] not in names)
    authority = f"{quote(user, safe='')}:{quote(password, safe='')}@{netloc}"
    return f"postgresql://{authority}/{quote(database, safe='')}" + (f"?{kept}" if kept else "")


def _split(dsn: str) -> Sequence[str]:
    """User and password, hosts, path and query of a DSN."""
    found = URL.fullmatch(dsn.strip())
    if found is None:
        _refuse(
            "it is no URL like postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require; write `%23` for"
            " `#`, `%2F` for `/`, `%3F` for `?` and `%40` for `@` in a password"
        )
    return found.groups(default="")[1:]


def _refuse(what: str) -> NoReturn:
    """Raises Unusable with this reason, which must not quote a password."""
    raise Unusable("dsn", f"The DSN cannot be used: {what}")


def _hosts(netloc: str, query: dict[str, str]) -> tuple[Host, ...]:
    """The hosts of a DSN with their ports, from before the path or from the parameters `host` and `port`."""
    of_query, ports = query.pop("host", ""), query.pop("port", "").split(",")
    pairs: list[tuple[str, str]] = []
    for part in netloc.split(",") if netloc else ():
        found = HOST.fullmatch(part)
        if found is None:
            _refuse("a host is no name or address with a port of digits behind a colon")
        pairs.append((unquote(found[1] or found[2] or ""), found[3] or ""))
    pairs = pairs or [(name, "") for name in of_query.split(",")]
    if len(ports) not in (1, len(pairs)) or any(port and not port.isdecimal() for port in ports):
        _refuse("`port` is one number, or one for each host")
    numbers = [port or ports[i % len(ports)] for i, (_, port) in enumerate(pairs)]
    hosts = [
        (name or None, int(port) if port else None) for (name, _), port in zip(pairs, numbers, strict=True)
    ]
    if query.pop("load_balance_hosts", "") == "random":
        random.shuffle(hosts)
    return tuple(hosts)


def _is_here(host: str | None) -> bool:
    """Whether a host is a Unix socket or this machine. None, which PGHOST may change, is not known to be."""
    if host is None:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name or a folder
        return host == "localhost" or host.startswith(("/", "@"))


def _timeout_s(text: str) -> float | None:
    """Seconds for each host; None where the caller's own limit holds, as for libpq's 0 (for ever)."""
    try:
        return float(int(text)) or None if text else None
    except ValueError:
        _refuse("`connect_timeout` is a whole number of seconds")


def _normalise(query: dict[str, str]) -> None:
    """Remove from the query what has no effect here, and write other names for a parameter as asyncpg knows
    the parameter. Raises Unusable for a value that asks for more than asyncpg can do."""
    if mode := query.pop("ssl", ""):
        query.setdefault("sslmode", {"true": "require", "false": "prefer"}.get(mode, mode))
    if name := query.pop("fallback_application_name", ""):
        query.setdefault("application_name", name)
    for name in WITHOUT_EFFECT & query.keys():
        del query[name]
    for name in query.keys() & (REFUSED | ACCEPTED_VALUES.keys()):
        if query.pop(name).lower() not in ACCEPTED_VALUES.get(name, ()):
            _refuse(f"`{name}` asks for what the driver (asyncpg) cannot do; leave the parameter out")


def _check_files(query: dict[str, str]) -> None:
    """Raises Unusable if a certificate or key that the query names cannot be read."""
    for name in ("sslrootcert", "sslcert", "sslkey", "sslcrl"):
        path = query.get(name)
        if path and path != "system" and not os.access(path, os.R_OK):
            _refuse(f"`{name}` names {path}, which is no file that can be read")


def _system_certificates(query: dict[str, str]) -> ssl.SSLContext | None:
    """The certificates that the system trusts, for `sslrootcert=system`. asyncpg would take it for a file."""
    if query.get("sslrootcert") != "system":
        return None
    if query.get("sslmode", "verify-full") != "verify-full":
        _refuse("`sslrootcert=system` needs `sslmode=verify-full`")
    context = ssl.create_default_context()
    if certificate := query.get("sslcert"):
        context.load_cert_chain(certificate, query.get("sslkey"), query.get("sslpassword", ""))
    return context
