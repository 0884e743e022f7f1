"""Numbers and dates as people write them in a language."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_interval, format_skeleton
from babel.numbers import format_decimal, format_percent

LOCALES = {"en": "en_GB", "ca": "ca_ES", "es": "es_ES"}
LANGUAGE_NAMES = {"ca": "Català", "es": "Castellano", "en": "English"}


def number(value: float, language: str) -> str:
    """With one decimal where the number is small and has one.

    >>> number(12345.4, "ca"), number(12.34, "es")
    ('12.345', '12,3')
    """
    exact = "#,##0.#" if abs(value) < 100 else "#,##0"
    return format_decimal(value, format=exact, locale=LOCALES[language])


def signed(value: float, language: str) -> str:
    """A number that always shows its sign, with a real minus."""
    sign = "−" if value < 0 else "+"
    return sign + number(abs(value), language)


def percent(share: float, language: str) -> str:
    """Whole per cents; below one a decimal, so that little is not nothing.

    >>> percent(0.256, "en"), percent(0.0034, "en")
    ('26%', '0.3%')
    """
    digits = 3 if abs(share) < 0.01 else 2
    return format_percent(round(share, digits), decimal_quantization=False, locale=LOCALES[language])


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


def month(on: date, language: str) -> str:
    """
    >>> month(date(2026, 10, 1), "ca")
    'octubre del 2026'
    """
    return format_skeleton("yMMMM", on, locale=LOCALES[language])
