"""A client of Rodem's gateway: async, typed, and safe to try again. `Rodem` is where to begin."""

from rodem_client.problems import FieldError, Problem, Unreachable
from rodem_client.session import Retries, Rodem, Token, pages

__all__ = ["FieldError", "Problem", "Retries", "Rodem", "Token", "Unreachable", "pages"]
