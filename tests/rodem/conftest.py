"""The city into which these tests import files."""

from tests.rodem.importing import city

__all__ = ["city"]
