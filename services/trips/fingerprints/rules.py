"""Keys by which a device, or a way, is known again: HMACs, as what they stand for is kept nowhere. Pure."""

import hmac
import re
from dataclasses import dataclass
from hashlib import sha256

from services.trips.traces.rules import Cells

KEY_FORM = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
DEVELOPMENT_KEY = sha256(b"rodem development key of devices and ways").digest()
"""What anybody knows. A service in production does not start with it."""
CENTRE = (41.39, 2.17)


@dataclass(frozen=True)
class KnownAgain:
    """By what devices and ways are known again: the key of the HMACs, and the city's centre (latitude and
    longitude in degrees), from which cells are counted."""

    key: bytes = DEVELOPMENT_KEY
    centre: tuple[float, float] = CENTRE

    def of_device(self, device_id: str) -> bytes:
        """The key of a phone, by the id that its app gives it."""
        return hmac.digest(self.key, b"device " + device_id.encode(), sha256)

    def of_cells(self, cells: Cells) -> bytes:
        """The key of a way, by the two cells that it passes."""
        return hmac.digest(self.key, f"way {cells}".encode(), sha256)


DEVELOPMENT = KnownAgain()


def key_of(setting: str) -> bytes:
    """The key in a setting of 64 hexadecimal digits. Raises ValueError, with a sentence that does not repeat
    it."""
    if not KEY_FORM.fullmatch(setting):
        raise ValueError("it is 64 hexadecimal digits")
    return bytes.fromhex(setting)


def centre_of(setting: str) -> tuple[float, float]:
    """The centre in a setting `lat,lon`. Raises ValueError, with a sentence.

    >>> centre_of("41.39,2.17")
    (41.39, 2.17)
    """
    try:
        lat, lon = map(float, setting.split(","))
    except ValueError:
        lat = lon = float("nan")
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise ValueError("it is latitude and longitude in degrees, such as 41.39,2.17")
    return lat, lon
