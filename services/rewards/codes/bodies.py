"""Request models: codes for the pool of a reward."""

from typing import Annotated

from pydantic import Field, Strict

from shared.http.bodies import Body
from shared.http.documented import example

CODES_MAX = 5_000


class Codes(Body):
    """Codes of 1 to 64 printable ASCII characters. As a file (`text/csv`) there may be up to 100,000."""

    model_config = example(codes=["GIFT-7K2M", "GIFT-9QX4"])

    codes: Annotated[list[Annotated[str, Strict()]], Field(min_length=1, max_length=CODES_MAX)]
