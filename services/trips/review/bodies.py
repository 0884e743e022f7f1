"""Requests of the review: a decision, an appeal, and the query of the queue."""

from services.trips.rules import Decided, VerdictName
from shared.http import cursors
from shared.http.bodies import Body, Words
from shared.http.documented import example


class Decision(Body):
    """The operator's verdict in place of the rules'."""

    model_config = example(verdict="accepted", reason="The bike was on the ferry for a while.")

    verdict: Decided
    reason: Words


class Appeal(Body):
    """What the rider says against a verdict."""

    model_config = example(text="It was all downhill.")

    text: Words


class Queue(cursors.Page):
    """The query of the review queue."""

    verdict: VerdictName = "held"
