"""Response models of live trips: what has arrived of a trace."""

from pydantic import BaseModel

from services.trips.answers import TRACE_EXAMPLE, TraceHeard
from shared.http.documented import example


class ChunkTaken(BaseModel):
    """The chunk is stored. What has arrived so far, so that an app can go on after a crash."""

    model_config = example(trace=TRACE_EXAMPLE)

    trace: TraceHeard
