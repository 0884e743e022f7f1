"""Response models of zones."""

from pydantic import BaseModel

from shared.http.documented import example


class ZoneCounts(BaseModel):
    """The number of zones that were new, changed and unchanged."""

    model_config = example(new=10, changed=0, unchanged=0)

    new: int
    changed: int
    unchanged: int
