"""Names by which riders, teams and workplaces are shown to others: what they may be, and when two are the
same."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from shared.http.bodies import Text
from shared.http.problems import Problem

SIGNS = " ._·'-"
"""What a nickname may contain besides Latin letters and digits. Signs do not tell two nicknames apart."""
LIKE_SIGNS = "\u02bc\ua78b\ua78c\ua78f\ua7f7"
"""Letters that look like an apostrophe, a dot in the middle or a dash: they do not tell nicknames apart
either."""
LENGTH_MIN, LENGTH_MAX = 3, 20


class NicknameTaken(Problem):
    """Somebody else has this name, or one that differs only by its signs or by capital letters."""

    status = 409
    title = "Nickname taken"


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


def _nickname(nickname: str) -> str:
    if not is_nickname(nickname):
        raise PydanticCustomError("bad_format", "Latin letters, digits, space and . _ · ' -")
    return nickname


Nickname = Annotated[
    Text,
    AfterValidator(composed),
    Field(min_length=LENGTH_MIN, max_length=LENGTH_MAX),
    AfterValidator(_nickname),
]
"""A name in a request body."""
