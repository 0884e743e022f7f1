"""The gateway as the visitor of a page would see it."""

from fastapi import Request

from rodem_client import Rodem
from shared.http import visitors


def rodem_of(request: Request) -> Rodem:
    """A client whose requests count as the visitor's own, by the address that the gateway has signed."""
    rodem: Rodem = request.state.rodem
    signed = request.headers.get(visitors.HEADER)
    return rodem if signed is None else rodem.sending({visitors.HEADER: signed})
