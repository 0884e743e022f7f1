"""How words change beside others: Catalan «de l'1 de maig», Spanish «hijas e hijos». Pure."""

import re
from collections.abc import Mapping, Sequence

Changes = Sequence[tuple[re.Pattern[str], str]]

# Language -> how articles change before a number.
ARTICLES: Mapping[str, Changes] = {
    "ca": (
        (re.compile(r"\b([Dd]e|[Aa])l (?=(1|11) d)"), r"\1 l'"),
        (re.compile(r"\bEl (?=(1|11) d)"), "L'"),
        (re.compile(r"\bles (?=1:)"), "la "),
    ),
    "es": ((re.compile(r"\blas (?=1:)"), "la "),),
}
# Language -> how «and» and «or» change before the same sound.
CONJUNCTIONS: Mapping[str, Changes] = {
    "es": (
        (re.compile(r" y (?=«?h?[ií](?!e))", re.IGNORECASE), " e "),
        (re.compile(r" o (?=«?h?[oó]|8)", re.IGNORECASE), " u "),
    )
}


def elided(text: str, language: str) -> str:
    """The text with its articles as they are before numbers.

    >>> elided("Del 1 de maig a les 1:00 al 11 de juny", "ca")
    "De l'1 de maig a la 1:00 a l'11 de juny"
    """
    return _changed(text, ARTICLES.get(language, ()))


def joined(text: str, language: str) -> str:
    """A list with its conjunction as it is before the last item.

    >>> joined("lunes o 8 días", "es"), joined("Llum y «Iris»", "es"), joined("agua y hielo", "es")
    ('lunes u 8 días', 'Llum e «Iris»', 'agua y hielo')
    """
    return _changed(text, CONJUNCTIONS.get(language, ()))


def _changed(text: str, changes: Changes) -> str:
    for pattern, replacement in changes:
        text = pattern.sub(replacement, text)
    return text
