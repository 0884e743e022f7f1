"""A service in the process of the tests, where the tests say when trips are looked at beside others."""

from tests.trips.beside.conftest import trips

__all__ = ["trips"]
