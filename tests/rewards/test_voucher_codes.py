"""Codes of vouchers: whoever types one with a mistake is told so, and no key is repeated."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rewards.keys.rules import DEVELOPMENT_KEYS, keys_of
from services.rewards.vouchers.rules import lookup_of, payload_of
from shared.codes import ALPHABET, check_character, payload_in, printed

payloads = st.text(ALPHABET, min_size=12, max_size=12)
K = DEVELOPMENT_KEYS.codes
VOUCHER_ID = UUID("018f3b2a-0000-7000-8000-000000000001")


@given(voucher_id=st.uuids(), attempt=st.integers(0, 255), dash=st.sampled_from(" \u00a0-‐‑‒–—―−"))
def test_a_code_is_read_as_it_was_printed(voucher_id: UUID, attempt: int, dash: str) -> None:
    payload = payload_of(K, voucher_id, attempt)
    assert payload_in(printed(payload).lower().replace("-", dash)) == payload


@given(payload=payloads, place=st.integers(0, 11), other=st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_found(payload: str, place: int, other: str) -> None:
    mistyped = payload[:place] + other + payload[place + 1 :]
    assert (check_character(mistyped) == check_character(payload)) == (mistyped == payload)


@given(payload=payloads, place=st.integers(0, 10))
def test_any_two_swapped_neighbours_are_found(payload: str, place: int) -> None:
    swapped = payload[:place] + payload[place + 1] + payload[place] + payload[place + 2 :]
    assert (check_character(swapped) == check_character(payload)) == (swapped == payload)


@pytest.mark.parametrize(
    ("typed", "payload"),
    [
        pytest.param("0000-0000-0001-2" + " " * 48, "000000000001", id="64 characters"),
        pytest.param("0000-0000-0001-2" + " " * 49, None, id="65 characters"),
        pytest.param("0000-0000-0001", None, id="no check character"),
        pytest.param("0000-0000-0001-22", None, id="one too many"),
        pytest.param("0000-0000-000U-2", None, id="a letter that codes lack"),
        pytest.param("0000_0000_0001_2", None, id="another sign"),
        pytest.param("0000-0000-000l-2", "000000000001", id="l is 1"),
        pytest.param("００００-0000-0001-2", None, id="digits that are not ASCII"),
        pytest.param("0000-0000-000ı-2", None, id="a dotless i, which is I in capitals"),
        pytest.param("\t0000-0000-0001-2", None, id="a tab"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_how_a_code_may_be_typed(typed: str, payload: str | None) -> None:
    assert payload_in(typed) == payload


def test_each_attempt_and_each_key_gives_another_code() -> None:
    assert len({payload_of(K, VOUCHER_ID, attempt) for attempt in range(256)}) == 256
    assert lookup_of(K, "000000000001") != lookup_of(DEVELOPMENT_KEYS.lookup, "000000000001")


ONE, TWO, THREE = "1" * 64, "2" * 64, "3" * 64


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param("", id="nothing"),
        pytest.param(f"a:{ONE}", id="one key"),
        pytest.param(f"a:{ONE}:{TWO[1:]}", id="a short key"),
        pytest.param(f"a:{ONE}:{TWO},", id="a comma at the end"),
        pytest.param(f":{ONE}:{TWO}", id="no id"),
        pytest.param(f"a:{ONE}:{TWO}, a:{THREE}:{'4' * 64}", id="one id twice"),
        pytest.param(f"a:{ONE}:{ONE}", id="K is K2"),
        pytest.param(f"a:{ONE}:{TWO}, b:{ONE}:{THREE}", id="a key of another pair"),
    ],
)
def test_wrong_keys_are_refused_without_repeating_them(setting: str) -> None:
    with pytest.raises(ValueError) as refusal:
        keys_of(setting)
    assert not any(key[:8] in str(refusal.value) for key in (ONE, TWO, THREE))
