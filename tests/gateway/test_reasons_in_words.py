"""Riders read in words why a trip does not count, in their language, and never a threshold."""

import re

import pytest

from services.gateway.riders.reasons.rules import REASONS, reasons_in_words
from services.trips.rules import UNDONE_REASON
from services.trips.verdicts.rules import ORDER
from shared.http.texts import LANGUAGES

BY_ITSELF = ["too_short", "too_long", "too_late", "too_fast", "suspicious_speed", "no_end", "unconfirmed"]
ON_THE_WAY = ["mock_location", "trace_elsewhen", "trace_thin", "trace_jumps", "trace_gaps", "off_station"]
BY_FIGURES = ["standing", "on_foot", "motorised", "too_even"]
WITHDRAWN = ["merged", "cancelled", "voided", UNDONE_REASON, "decided"]
ALL = (*BY_ITSELF, *ON_THE_WAY, *BY_FIGURES, *ORDER, *WITHDRAWN)


def test_every_reason_has_its_text_and_no_text_is_of_none() -> None:
    assert set(ALL) == REASONS.keys()
    assert len(set(REASONS.values())) == len(ALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_tells_a_number(language: str) -> None:
    texts = reasons_in_words(ALL, language)
    assert len(set(texts)) == len(ALL)
    assert [text for text in texts if re.search(r"\d", text)] == []


def test_texts_are_in_the_order_of_the_reasons_and_unknown_ones_have_none() -> None:
    assert reasons_in_words(["voided", "of_tomorrow", "overlapping"], "en") == [
        REASONS["voided"],
        REASONS["overlapping"],
    ]
