"""What a nickname may be, when two are the same, and how soon one may change. Pure."""

import unicodedata
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.http.owned import Absent
from shared.http.problems import Problem

NO_RIDER = Absent("There is no such rider.")
SIGNS = " ._·'-"
"""What a nickname may contain besides Latin letters and digits. Signs do not tell two nicknames apart."""
LIKE_SIGNS = "\u02bc\ua78b\ua78c\ua78f\ua7f7"
"""Letters that look like an apostrophe, a dot in the middle or a dash: they do not tell nicknames apart
either."""
LENGTH_MIN, LENGTH_MAX = 3, 20
CHANGE_AFTER = timedelta(hours=7 * 24)
"""The shortest time between two changes of a nickname."""


class Profile(NamedTuple):
    """What a rider is called on boards, since when, and whether the rider is shown on them."""

    nickname: str
    nickname_changed_at: datetime
    on_leaderboards: bool


class NicknameTaken(Problem):
    """Another rider has this nickname, or one that differs only by its signs or by capital letters."""

    status = 409
    title = "Nickname taken"


class NicknameTooSoon(Problem):
    """A nickname stays for seven days, so that riders know each other on boards."""

    status = 409
    title = "Nickname changed too soon"


def composed(text: str) -> str:
    """The nickname as it is kept: a letter and its accent are one character (NFC)."""
    return unicodedata.normalize("NFC", text)


def is_nickname(text: str) -> bool:
    """Whether a composed text may be a nickname: Latin letters, digits and signs, and not signs alone.

    >>> is_nickname("Núria-2"), is_nickname("Нина"), is_nickname("...")
    (True, False, False)
    """
    allowed = all(each in SIGNS or _is_digit(each) or _is_latin_letter(each) for each in text)
    return LENGTH_MIN <= len(text) <= LENGTH_MAX and allowed and key_of(text) != ""


def _is_digit(character: str) -> bool:
    return "0" <= character <= "9"


def _is_latin_letter(character: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN ")


def key_of(nickname: str) -> str:
    """What two nicknames must not share: the text by NFKC and casefold, without its signs.

    >>> key_of("Núria B.") == key_of("NÚRIA_B")
    True
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", nickname).casefold())
    return "".join(each for each in folded if each not in SIGNS + LIKE_SIGNS)


def changed(before: Profile | None, nickname: str, on_leaderboards: bool, now: datetime) -> Profile:
    """The profile with this nickname. Raises NicknameTooSoon."""
    if before is None:
        return Profile(nickname, now, on_leaderboards)
    if before.nickname == nickname:
        return before._replace(on_leaderboards=on_leaderboards)
    if now < before.nickname_changed_at + CHANGE_AFTER:
        raise NicknameTooSoon("A nickname can change 7 days after its last change.")
    return Profile(nickname, now, on_leaderboards)
