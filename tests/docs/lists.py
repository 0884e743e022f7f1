"""Lists that are kept by hand: which files name all of something, and which of them a how-to knows."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

LINES_EACH = 2
"""A list has its names so close together on average. In prose they lie farther apart."""
PASSED_OVER = re.compile(
    # Generated.
    r"clients/(?!generate)|docs/(reference|events|migrations)/|docs/\w+\.json|services/.+/(table|kinds)\.json"
    # Written once, and not changed for what comes later.
    r"|CHANGELOG\.md|docs/decisions/"
    # No part of the sources.
    r"|\.(git|venv|data|env|hypothesis)$|.*(_cache|__pycache__|\.egg-info)$|secrets$|bench\.json"
)


def naming_all(root: Path, names: Collection[str], passed_over: str = "") -> set[str]:
    """The hand-written files of this tree that name all of these close together, or each as a package.

    `passed_over` matches the beginnings of further paths that are not looked at.
    """
    return {
        name
        for name, text in hand_written(root)
        if not (passed_over and re.match(passed_over, name)) and names_all(text, names)
    }


def hand_written(root: Path, folder: str = "") -> Iterator[tuple[str, str]]:
    """The path below `root` and the text of each file that is written by hand."""
    for path in sorted((root / folder).iterdir()):
        name = str(path.relative_to(root))
        if path.is_symlink() or PASSED_OVER.match(name):
            continue
        if path.is_dir():
            yield from hand_written(root, name)
        else:
            yield name, path.read_bytes().decode(errors="ignore")


def names_all(text: str, names: Collection[str]) -> bool:
    """Whether all of these words stand within a few lines, or all of these packages anywhere.

    >>> names_all("trips and pages", ["trips", "pages"])
    True
    >>> names_all("trips" + 5 * chr(10) + "pages", ["trips", "pages"])
    False
    """
    if all(f'"services.{name}"' in text for name in names):
        return True
    # Kubernetes knows no underscores.
    words = [
        re.compile(rf"(?<![a-z0-9]){re.escape(name).replace('_', '[_-]')}(?![a-z0-9])") for name in names
    ]
    if not all(word.search(text) for word in words):
        return False
    lines = text.splitlines()
    places = [{number for number, line in enumerate(lines) if word.search(line)} for word in words]
    within = LINES_EACH * len(words)
    return any(
        all(any(first <= number < first + within for number in of_word) for of_word in places)
        for first in set().union(*places)
    )


def told(page: Path) -> list[set[str]]:
    """The files in the first column of each table of a page."""
    tables = re.findall(r"^\| file \|.*\n\|---\|---\|\n((?:\|.*\n)+)", page.read_text(), re.MULTILINE)
    return [set(re.findall(r"^\| `(\S+)` \|", rows, re.MULTILINE)) for rows in tables]
