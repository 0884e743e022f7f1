"""An issuer for the tests of tokens."""

from collections.abc import AsyncIterator

import pytest

from shared.http import issuers

from .test_issuers import Provider, running_provider


@pytest.fixture
async def provider(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    """An issuer that is asked again as soon as there is a reason, without the pause between two fetches."""
    monkeypatch.setattr(issuers, "KEYS_FETCH_PAUSE_S", 0)
    async with running_provider() as running:
        yield running
