"""Numbers and dates as people write them in a language."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_interval, format_skeleton
from babel.numbers import format_decimal, format_percent

from services.gateway.city_figures import Period

LOCALES = {"en": "en_GB", "ca": "ca_ES", "es": "es_ES"}
LANGUAGE_NAMES = {"ca": "Català", "es": "Castellano", "en": "English"}


def number(value: float, language: str) -> str:
    """With one decimal where the number is small and has one.

    >>> number(12345.4, "ca"), number(12.34, "es")
    ('12.345', '12,3')
    """
    exact = "#,##0.#" if abs(value) < 100 else "#,##0"  # noqa: PLR2004
    return format_decimal(value, format=exact, locale=LOCALES[language])


def signed(value: float, language: str) -> str:
    """A number that always shows its sign, with a real minus."""
    sign = "−" if value < 0 else "+"
    return sign + number(abs(value), language)


def percent(share: float, language: str) -> str:
    """
    >>> percent(0.256, "en")
    '26%'
    """
    return format_percent(share, locale=LOCALES[language])


def signed_percent(share: float, language: str) -> str:
    """A change that always shows its direction."""
    return ("−" if share < 0 else "+") + percent(abs(share), language)


def short_day(on: date, language: str) -> str:
    """
    >>> short_day(date(2026, 10, 5), "en")
    '5 Oct'
    """
    return format_skeleton("MMMd", on, locale=LOCALES[language])


def day(on: date, language: str) -> str:
    """With its weekday.

    >>> day(date(2026, 10, 5), "en"), day(date(2026, 10, 5), "es")
    ('Mon 5 Oct', 'lun 5 oct')
    """
    return format_date(on, "EEE d MMM", locale=LOCALES[language])


def moment(at: datetime, language: str) -> str:
    """Date and time, in the zone that `at` bears."""
    return format_datetime(at, "d MMM y, HH:mm", locale=LOCALES[language])


def span(first: date, last: date, language: str) -> str:
    """From one day to another."""
    return format_interval(first, last, "yMMMd", locale=LOCALES[language])


def period(of: Period, language: str) -> str:
    """The name of a month; of other periods the days.

    >>> period(Period("P1M", date(2026, 10, 1), date(2026, 10, 31)), "en")
    'October 2026'
    """
    if of.interval == "P1M":
        return format_skeleton("yMMMM", of.start_date, locale=LOCALES[language])
    return span(of.start_date, of.end_date, language)
