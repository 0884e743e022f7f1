"""Riders read in words why a trip does not count, in their language, and never a threshold."""

import re

import pytest

from services.gateway.riders.reasons.rules import REASONS, reasons_in_words
from services.trips.reasons.rules import MEANINGS
from shared.http.texts import LANGUAGES

ALL = tuple(reason for reason in MEANINGS if reason != "not_told")
"""What only the log says is read by no rider."""


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
