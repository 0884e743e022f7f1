"""Events of the topic `riders`, which is the gateway's: riders and their consents."""

from shared.events.event import RiderEvent, Word


class RiderErased(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The rider was erased: every consumer deletes the rider's data. `refund_vouchers`: the rider's vouchers
    are refunded; otherwise they stay usable."""

    type = "rider.erased.v1"

    refund_vouchers: bool = False


class ConsentChanged(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Whether a rider's data may be used for a purpose. When and how it was asked is left out."""

    type = "consent.changed.v1"

    purpose: Word
    given: bool
