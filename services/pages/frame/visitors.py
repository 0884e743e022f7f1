"""Requests to the gateway on behalf of the visitor of a page."""

from fastapi import Request

from rodem_client import Rodem
from shared.http import visitors


def rodem_of(request: Request) -> Rodem:
    """A client whose requests count toward the visitor's quota: it sends on the address that the gateway has
    signed."""
    rodem: Rodem = request.state.rodem
    signed_address = request.headers.get(visitors.HEADER)
    return rodem if signed_address is None else rodem.sending({visitors.HEADER: signed_address})
