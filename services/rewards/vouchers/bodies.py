"""Request models: a code as somebody shows it at a till."""

from typing import Annotated

from pydantic import Field

from shared.http.bodies import Body, Text
from shared.http.documented import example


class ShownCode(Body):
    """A code as it was typed or scanned: capitals, spaces and dashes do not matter."""

    model_config = example(code="w06m r2vv yh2k 3")

    code: Annotated[Text, Field(min_length=1, max_length=256)]
