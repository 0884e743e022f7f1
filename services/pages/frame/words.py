"""Numbers and dates as they are written in a language."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_interval, format_skeleton
from babel.numbers import format_decimal, format_percent

LOCALES = {"en": "en_GB", "ca": "ca_ES", "es": "es_ES"}
LANGUAGE_NAMES = {"ca": "Català", "es": "Castellano", "en": "English"}


def number(value: float, language: str) -> str:
    """A number below 100 with at most one decimal, others without.

    >>> number(12345.4, "ca"), number(12.34, "es")
    ('12.345', '12,3')
    """
    exact = "#,##0.#" if abs(value) < 100 else "#,##0"
    return format_decimal(value, format=exact, locale=LOCALES[language])


def signed(value: float, language: str) -> str:
    """A number with its sign, also a plus; the minus is U+2212."""
    sign = "−" if value < 0 else "+"
    return sign + number(abs(value), language)


def percent(share: float, language: str) -> str:
    """Whole per cents; with one decimal below 1 %, so that a small share is not shown as 0 %.

    >>> percent(0.256, "en"), percent(0.0034, "en")
    ('26%', '0.3%')
    """
    digits = 3 if abs(share) < 0.01 else 2
    return format_percent(round(share, digits), decimal_quantization=False, locale=LOCALES[language])


def signed_percent(share: float, language: str) -> str:
    """Per cents with their sign, also a plus."""
    return ("−" if share < 0 else "+") + percent(abs(share), language)


def short_day(on: date, language: str) -> str:
    """Day and month.

    >>> short_day(date(2026, 10, 5), "en")
    '5 Oct'
    """
    return format_skeleton("MMMd", on, locale=LOCALES[language])


def day(on: date, language: str) -> str:
    """Weekday, day and month.

    >>> day(date(2026, 10, 5), "en"), day(date(2026, 10, 5), "es")
    ('Mon 5 Oct', 'lun 5 oct')
    """
    return format_date(on, "EEE d MMM", locale=LOCALES[language])


def moment(at: datetime, language: str) -> str:
    """Date and time, in the time zone of `at`."""
    return format_datetime(at, "d MMM y, HH:mm", locale=LOCALES[language])


def span(first: date, last: date, language: str) -> str:
    """The days from `first` to `last`."""
    return format_interval(first, last, "yMMMd", locale=LOCALES[language])


def month(on: date, language: str) -> str:
    """Month and year.

    >>> month(date(2026, 10, 1), "ca")
    'octubre del 2026'
    """
    return format_skeleton("yMMMM", on, locale=LOCALES[language])
