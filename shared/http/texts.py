"""Translations: texts are English in the code, Catalan and Spanish come from `locales/<language>.po`."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("en", "ca", "es")


def in_language(language: str) -> dict[str, str]:
    """The headers of an answer whose texts are in this language."""
    return {"Content-Language": language, "Vary": "Accept-Language"}


@cache
def _catalog(language: str) -> dict[str, str]:
    with (Path(__file__).parent / "locales" / f"{language}.po").open("rb") as file:
        # The message with an empty id is the catalog's header.
        messages = [message for message in read_po(file) if message.id and message.string]
        return {str(message.id): str(message.string) for message in messages}


def translate(text: str, language: str) -> str:
    """The text in this language; English if there is no translation."""
    return text if language == "en" else _catalog(language).get(text, text)


def language_of(accept_language: str) -> str:
    """The supported language that an `Accept-Language` header (RFC 9110) prefers; English if there is none.

    >>> language_of("fr-CH, ca;q=0.9, es ; q=0.95")
    'es'
    """
    preferences = []
    for i, item in enumerate(accept_language[:200].split(",")):
        tag, _, weight = item.replace(" ", "").partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        preferences.append((-quality, i, tag.strip().lower().partition("-")[0]))
    return next((tag for quality, _, tag in sorted(preferences) if tag in LANGUAGES and quality < 0), "en")
