"""Words for people: English in the code, Catalan and Spanish from `locales/<language>.po`."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("en", "ca", "es")


@cache
def _catalog(language: str) -> dict[str, str]:
    with (Path(__file__).parent / "locales" / f"{language}.po").open("rb") as file:
        # Under the empty text a catalog keeps its own header.
        return {str(each.id): str(each.string) for each in read_po(file) if each.id and each.string}


def translate(text: str, language: str) -> str:
    """The text in this language; English where nobody has translated it."""
    return text if language == "en" else _catalog(language).get(text, text)


def language_of(accept_language: str) -> str:
    """The first language of an `Accept-Language` header that we speak; else English.

    >>> language_of("fr-CH, ca;q=0.9, es ; q=0.95")
    'es'
    """
    wanted = []
    for i, item in enumerate(accept_language[:200].split(",")):
        tag, _, weight = item.replace(" ", "").partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        wanted.append((-quality, i, tag.strip().lower().partition("-")[0]))
    return next((tag for quality, _, tag in sorted(wanted) if tag in LANGUAGES and quality < 0), "en")
