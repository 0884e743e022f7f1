"""What the tests of a folder share: the first starts it, and it ends when the run leaves the folder.

An idle city takes 8 % of a core, and a run goes on for a quarter of an hour after the last test that asks the
city anything. pytest's scope `package` would need packages, and folders of tests are none.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
SHARED = pytest.StashKey[dict[Path, tuple[ExitStack, Any]]]()


def shared(request: pytest.FixtureRequest, start: Callable[[], AbstractContextManager[T]]) -> T:
    """What `start` gives, once for all tests of the folder that this fixture's test lies in."""
    folders = request.config.stash.setdefault(SHARED, {})
    folder = request.path.parent
    if folder not in folders:
        stack = ExitStack()
        folders[folder] = stack, stack.enter_context(start())
    value: T = folders[folder][1]
    return value


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    folder = item.path.parent
    if nextitem is None or nextitem.path.parent != folder:
        end(item.config, folder)


@pytest.hookimpl
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Of a run that was interrupted, too."""
    folders = session.config.stash.setdefault(SHARED, {})
    for folder in list(folders):
        end(session.config, folder)


def end(config: pytest.Config, folder: Path) -> None:
    """End what the tests of a folder share, if they share anything."""
    folders = config.stash.setdefault(SHARED, {})
    if folder in folders:
        stack, _ = folders.pop(folder)
        stack.close()
