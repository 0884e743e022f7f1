"""Why a database cannot be used: a short name for programs, and a sentence for the person who can mend it."""

from typing import NamedTuple

from shared.db import is_transient, sqlstate
from shared.dsn import Unusable


class Outage(NamedTuple):
    """Why a database cannot be used. `reason` is the short name of the reason, `advice` says what to do about
    it; neither holds a secret, a name or an address."""

    reason: str
    advice: str


AWAY = Outage(
    "away", "PostgreSQL does not answer: look whether it runs, and whether DATABASE_URL has its host."
)
ADVICE = {
    "dsn": "DATABASE_URL cannot be used as it is: the log says what is wrong with it.",
    "tls": "TLS with PostgreSQL fails: look at its certificate, and at `sslmode` and `sslrootcert` of"
    " DATABASE_URL.",
    "pooled": "A pooler lends PostgreSQL's sessions for one transaction each: set its pool_mode to session,"
    " or name PostgreSQL itself in DATABASE_URL.",
    "read_only": "PostgreSQL may only be read: name the server that may be written, or all servers with"
    " `target_session_attrs=read-write`.",
}
"""Code of Unusable -> what to do."""
STATES = {
    "28P01": Outage("wrong_password", "PostgreSQL refuses the password of DATABASE_URL."),
    "28": Outage(
        "not_admitted", "PostgreSQL does not let this role in: look into its pg_hba.conf, and at sslmode."
    ),
    "3D": Outage("no_such_database", "There is no such database: `rodem provision` makes them."),
    "3F": Outage("no_schema", "The schema is missing: `rodem migrate` makes it."),
    "42P01": Outage("no_schema", "A table is missing: `rodem migrate` makes the schema of this version."),
    "42703": Outage("no_schema", "A column is missing: `rodem migrate` makes the schema of this version."),
    "42501": Outage("no_rights", "The role of DATABASE_URL lacks rights: `rodem provision` grants them."),
    "25006": Outage("read_only", ADVICE["read_only"]),
    "53300": Outage("too_many_connections", "PostgreSQL takes no more connections: raise `max_connections`."),
}
"""SQLSTATE, or what several begin with -> the outage. The first that fits counts."""


def outage_of(error: BaseException) -> Outage | None:
    """Why the database cannot be used, if that caused the error; None for any other error."""
    if isinstance(error, Unusable):
        return Outage(error.code, ADVICE[error.code])
    state = sqlstate(error) or ""
    for beginning, outage in STATES.items():
        if state.startswith(beginning):
            return outage
    return AWAY if is_transient(error) else None


def described(error: BaseException) -> dict[str, str]:
    """What a line of the log says of an error: its type and, if a database cannot be used, why.

    PostgreSQL's own words are left out, because they may quote data.
    """
    outage = outage_of(error)
    if outage is None:
        return {"error": type(error).__name__}
    why = f"{error}." if isinstance(error, Unusable) else outage.advice
    return {"error": type(error).__name__, "reason": outage.reason, "advice": why}
