"""Verifying hash chains of decisions, from a file or a URL."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from rodem.care.fetching import fetch
from rodem.refusals import Refused
from shared.strict_json import distinct_members
from shared.two_keys.decisions.rules import first_wrong_seq


def read(source: str) -> dict[str, list[dict[str, Any]]]:
    """The lines of a file or URL, by chain. Raises Refused if it cannot be read or holds no decisions."""
    is_address = source.startswith(("http://", "https://"))
    texts = _fetch(source) if is_address else iter([_open(Path(source))])
    chains: dict[str, list[dict[str, Any]]] = {}
    try:
        for text in texts:
            for line in _lines(text):
                chains.setdefault(str(line["chain"]), []).append(line)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(f"{source} holds no decisions: a JSON object on each line is wanted.") from None
    if not chains:
        raise Refused(f"{source} holds no decision: there is nothing to verify.")
    return chains


def _open(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{path} cannot be read: name a file, or an address that begins with http.") from None


def _fetch(url: str) -> Iterator[str]:
    """The text at a URL: a download in one piece, or a list page by page."""
    address = url
    while True:
        text = fetch(address).text
        yield text
        if (cursor := _next_cursor(text)) is None:
            return
        address = str(httpx.URL(url).copy_set_param("cursor", cursor))


def _page(text: str) -> dict[str, Any] | None:
    """The text as a page of a list (one JSON object with `decisions`); None if it is something else."""
    try:
        page = json.loads(text, object_pairs_hook=distinct_members)
    except (ValueError, RecursionError):
        return None
    return page if isinstance(page, dict) and "decisions" in page else None


def _next_cursor(text: str) -> str | None:
    page = _page(text)
    return None if page is None else page.get("next_cursor")


def _lines(text: str) -> Iterator[dict[str, Any]]:
    if page := _page(text):
        yield from page["decisions"]
        return
    # Not splitlines(), which also splits at U+2028 and others that a reason may contain.
    yield from (
        json.loads(line, object_pairs_hook=distinct_members) for line in text.split("\n") if line.strip()
    )


def verify(source: str) -> dict[str, Any]:
    """The verdict on each chain: `{"ok", "chains": [{chain, lines, first_wrong_seq?}]}`. Raises Refused."""
    verdicts = []
    for chain, lines in sorted(read(source).items()):
        wrong_seq = first_wrong_seq(lines)
        verdict = {"chain": chain, "lines": len(lines)}
        verdicts.append(verdict if wrong_seq is None else verdict | {"first_wrong_seq": wrong_seq})
    return {"ok": not any("first_wrong_seq" in verdict for verdict in verdicts), "chains": verdicts}
