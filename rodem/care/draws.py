"""Verifying a draw from its public file alone: what follows from the seed and the list is computed anew."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from rodem.care.fetching import fetch
from rodem.refusals import Refused
from shared import draws

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Meta(ge=1, le=1_000)]


class Prize(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """So many units of a reward."""

    reward_id: str
    count: Count


class Winner(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Who has won the prize of a number; without pseudonym it was not drawn."""

    number: int
    reward_id: str
    pseudonym: str | None = None


class DrawFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The file as `GET /v1/draws/{draw_id}/list` gives it."""

    commitment: Hash
    list_hash: Hash
    prizes: Annotated[list[Prize], Meta(max_length=50)]
    text: str = msgspec.field(name="list")
    seed: Hash | None = None
    winners: list[Winner] | None = None


def read(source: str) -> DrawFile:
    """The file at this path or address. Raises Refused if it cannot be read or is none of a draw."""
    try:
        if source.startswith(("http://", "https://")):
            content = fetch(source).content
        else:
            content = Path(source).read_bytes()
    except OSError as error:
        raise Refused(f"{source} cannot be read: {error}.") from None
    try:
        return msgspec.json.decode(content, type=DrawFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{source} is no file of a draw as /v1/draws/…/list gives it: {error}.") from None


def _list_is_in_order(file: DrawFile) -> bool:
    try:
        draws.tickets_in(file.text)
    except ValueError:
        return False
    return True


def _list_has_its_hash(file: DrawFile) -> bool:
    return draws.list_hash(file.text).hex() == file.list_hash


def _is_drawn_whole(file: DrawFile) -> bool:
    return (file.seed is None) == (file.winners is None)


def _seed_was_committed(file: DrawFile) -> bool:
    return file.seed is None or draws.commitment(bytes.fromhex(file.seed)).hex() == file.commitment


def _winners_follow(file: DrawFile) -> bool:
    if file.seed is None:
        return True
    rewards = [prize.reward_id for prize in file.prizes for _ in range(prize.count)]
    names = draws.winners(bytes.fromhex(file.seed), file.text, len(rewards))
    return file.winners == [
        Winner(number, reward_id, names[number] if number < len(names) else None)
        for number, reward_id in enumerate(rewards)
    ]


CHECKS: Sequence[tuple[Callable[[DrawFile], bool], str]] = (
    (_list_is_in_order, "The list is not of the form that it has to have."),
    (_list_has_its_hash, "The list is not the one that was published: its hash is another."),
    (_is_drawn_whole, "There is a seed without winners, or there are winners without a seed."),
    (_seed_was_committed, "The seed is not the one of the commitment."),
    (_winners_follow, "The winners are not those that follow from the seed and the list."),
)
"""What has to hold, each with what is said where it does not. Each stands on those before it."""


def fault(file: DrawFile) -> str | None:
    """What in the file does not follow from the rest of it, in a sentence; None if all does."""
    return next((sentence for holds, sentence in CHECKS if not holds(file)), None)


def summary(file: DrawFile) -> dict[str, str | int | bool]:
    """What a file that holds says, for a reader to compare with what was published before."""
    tickets = draws.tickets_in(file.text)
    drawn = sum(winner.pseudonym is not None for winner in file.winners or ())
    return {
        "commitment": file.commitment,
        "list_hash": file.list_hash,
        "holders": len(tickets),
        "tickets": sum(tickets.values()),
        "is_drawn": file.seed is not None,
        "prizes_drawn": drawn,
    }


def lines(file: DrawFile) -> Sequence[str]:
    """The same as sentences."""
    said = summary(file)
    list_line = (
        f"{said['tickets']} tickets of {said['holders']} holders. The list has the hash {file.list_hash}."
    )
    if file.seed is None:
        return [
            list_line,
            f"It is not drawn yet. The seed will be the one of the commitment {file.commitment}.",
        ]
    of_all = f"{said['prizes_drawn']} of {len(file.winners or ())} prizes"
    won = f"{of_all} are drawn: the winners are those that follow."
    return [list_line, f"The seed is the one of the commitment {file.commitment}.", won]
