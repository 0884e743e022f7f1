"""The path below which the public finds the city, where a proxy serves others on the same host: `/rodem`.

Within a service every address is without it. Only what callers follow by themselves has it.
"""

from contextvars import ContextVar

from starlette.types import Scope

BASE_PATH: ContextVar[str] = ContextVar("base_path", default="")
"""The base path of the app that answers the request of this context."""


def public(path: str) -> str:
    """The address on its host of what is at `path` here: for links, `Location`, types of problems."""
    return BASE_PATH.get() + path


def without(scope: Scope, base_path: str) -> Scope:
    """The ASGI scope of a request whose proxy has kept the base path, without it; any other as it is."""
    path: str = scope["path"]
    if not base_path or not (path == base_path or path.startswith(f"{base_path}/")):
        return scope
    return {**scope, "path": path[len(base_path) :] or "/"}
