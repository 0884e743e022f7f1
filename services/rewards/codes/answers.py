"""What is answered about codes."""

from pydantic import BaseModel

from shared.http.documented import example


class CodesAdded(BaseModel):
    """How many codes have joined the pool, and how many were in it, or in what was sent, already."""

    model_config = example(added=2, duplicates=0)

    added: int
    duplicates: int
