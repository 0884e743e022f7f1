"""Numbers with their units, lists, days and hours, as a language writes them. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from services.challenges.sentences.elisions import joined
from services.challenges.tree.words import Measure
from shared.http.texts import translate

LOCALES = {each: Locale.parse(name) for each, name in (("en", "en_GB"), ("ca", "ca_ES"), ("es", "es_ES"))}
QUOTES = {"en": "“{}”", "ca": "«{}»", "es": "«{}»"}
# Whole millions, in the languages that say «a million of trips».
OF_MILLIONS = {"ca": " de", "es": " de"}
MILLION = 1_000_000

# What is counted -> one of it, and more. In all three languages only 1 is singular.
COUNTED: Mapping[str, tuple[str, str]] = {
    "trips": ("{number} trip", "{number} trips"),
    "activities": ("{number} activity", "{number} activities"),
    "points": ("{number} point", "{number} points"),
    "tickets": ("{number} ticket of a draw", "{number} tickets of a draw"),
    "stations": ("{number} station", "{number} different stations"),
    "zones": ("{number} zone", "{number} different zones"),
    "districts": ("{number} district", "{number} different districts"),
    "days": ("{number} day", "{number} days"),
    "weeks": ("{number} week", "{number} weeks"),
    "vehicle_types": ("{number} type of bike", "{number} types of bike"),
    "services": ("{number} service", "{number} services"),
}
COUNTED_AS = {"start_stations": "stations", "end_stations": "stations"}


def say(text: str, language: str, **values: str) -> str:
    """The text in this language, with these values in it."""
    return translate(text, language).format(**values)


@lru_cache(4_096)
def number(value: int, language: str) -> str:
    """A whole number, with separators of thousands."""
    return format_decimal(value, locale=LOCALES[language])


def counted(of: str, value: int, language: str) -> str:
    """So many of what is counted.

    >>> counted("trips", 2_000_000, "es"), counted("days", 1, "ca")
    ('2.000.000 de viajes', '1 dia')
    """
    one, more = COUNTED[COUNTED_AS.get(of, of)]
    if value == 1:
        return say(one, language, number=number(value, language))
    return say(more, language, number=before_noun(value, language))


def before_noun(value: int, language: str) -> str:
    """A number as it stands before what is counted."""
    is_of_millions = value > 0 and value % MILLION == 0
    return number(value, language) + (OF_MILLIONS.get(language, "") if is_of_millions else "")


def amount(measure: Measure, value: int, language: str, *, trips: str = "trips") -> str:
    """So much of a measure. `trips` says what counts as one: `trips`, or `activities`.

    >>> amount("distance_m", 12_500, "ca"), amount("duration_s", 5_430, "en"), amount("climb_m", 1_200, "es")
    ('12,5 km', '1 h 30 min 30 s', '1.200 m')
    """
    if measure == "trips":
        return counted(trips, value, language)
    if measure == "duration_s":
        return _duration(value, language)
    if measure == "distance_m":
        return _thousands(value, "m", "km", language)
    if measure == "co2e_saved_g":
        return _thousands(value, "g", "kg", language)
    return f"{number(value, language)} {'kcal' if measure == 'energy_kcal' else 'm'}"


@lru_cache(4_096)
def _thousands(value: int, unit: str, larger: str, language: str) -> str:
    if value < 1_000:
        return f"{value} {unit}"
    return f"{format_decimal(value / 1_000, format='#,##0.###', locale=LOCALES[language])} {larger}"


def _duration(seconds: int, language: str) -> str:
    hours, rest = divmod(seconds, 3_600)
    parts = ((hours, "h"), (rest // 60, "min"), (rest % 60, "s"))
    shown = [part for part in parts if part[0]] or parts[-1:]
    return " ".join(f"{number(value, language)} {unit}" for value, unit in shown)


def percent(value: int, language: str) -> str:
    """Whole per cents, with the space that Catalan and Spanish want."""
    return f"{number(value, language)}{'%' if language == 'en' else ' %'}"


def quoted(name: str, language: str) -> str:
    """A name in the quotation marks of the language."""
    return QUOTES[language].format(name)


def listed(items: Sequence[str], language: str, style: Literal["standard", "or"] = "or") -> str:
    """One of these, or all of them.

    >>> listed(["a", "b", "hola"], "es"), listed(["Llum", "Iris"], "es", "standard")
    ('a, b u hola', 'Llum e Iris')
    """
    return joined(format_list(list(items), style, LOCALES[language]), language)


@lru_cache(4_096)
def day(on: date, language: str, with_year: bool = True) -> str:
    """Day and month, and the year. Apostrophes are those of our texts.

    >>> day(date(2026, 4, 1), "ca"), day(date(2026, 4, 1), "es", with_year=False)
    ("1 d'abril del 2026", '1 de abril')
    """
    locale = LOCALES[language]
    text = format_date(on, "long", locale) if with_year else format_skeleton("MMMMd", on, locale=locale)
    return text.replace("’", "'")


def hour(at: int) -> str:
    """A full hour, 0 to 24."""
    return f"{at}:00"


def weekday(iso: int, language: str) -> str:
    """A day of the ISO week. 1 is Monday."""
    return str(LOCALES[language].days["format"]["wide"][iso - 1])
