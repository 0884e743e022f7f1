"""Refusals of commands, each as one sentence for the person who gave the command."""

import errno


class Refused(Exception):
    """A command cannot be done. The message says in one sentence what is wrong and what to do about it."""


def in_one_sentence(error: Exception) -> str | None:
    """The message for an error that the person can do something about; None for a bug."""
    if isinstance(error, Refused):
        return str(error)
    # Imported here, because only a failed command needs them, and they take long to import.
    from alembic.util import CommandError
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from shared.dsn import Unusable
    from shared.migrate import OtherSchema
    from shared.settings import NotConfigured, wrong_settings

    if isinstance(error, OtherSchema):
        return str(error)
    if isinstance(error, ValidationError | SettingsError):
        return wrong_settings(error)
    if isinstance(error, NotConfigured | Unusable):
        return f"{_first_line(error)}."
    if isinstance(error, CommandError):
        return f"The migration was not made ({_first_line(error)}): look into services/*/migrations/versions."
    return _of_postgresql(error) or _of_system(error)


def _of_postgresql(error: Exception) -> str | None:
    import asyncpg
    from sqlalchemy.exc import DBAPIError

    from shared.db import sqlstate
    from shared.outages import AWAY, outage_of

    outage = outage_of(error) if sqlstate(error) else None
    wrapped = error.orig if isinstance(error, DBAPIError) else None
    said = _first_line(wrapped or error)
    if outage not in (None, AWAY):
        return f"PostgreSQL refuses ({said}). {outage.advice}"
    if wrapped is not None:
        return f"PostgreSQL refused ({said}): `rodem doctor` looks whether all is well."
    if isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError):
        return f"Something is away ({said}): `rodem doctor` looks what it is."
    return None


def _of_system(error: Exception) -> str | None:
    if not isinstance(error, OSError):
        return None
    if error.errno == errno.EADDRINUSE:
        return f"A port is in use ({_first_line(error)}): stop what listens there, or choose another."
    if error.filename is not None:
        return f"{error.filename} cannot be used ({error.strerror}): name another, or change whose it is."
    return f"Something is away ({_first_line(error)}): `rodem doctor` looks what it is."


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
