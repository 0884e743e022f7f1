"""Handlers as tests call them: by hand, with events of several topics at once."""

from collections.abc import Mapping

from shared.eventlog.consumer import Handler, Handlers
from shared.events.registry import EVENTS, TOPICS


def by_type(handlers: Handlers) -> Mapping[str, Handler]:
    """Those of all topics, by type alone. No type is handled on two topics."""
    return {type_: handler for of_topic in handlers.values() for type_, handler in of_topic.items()}


def of_topic(topic: str, handlers: Mapping[str, Handler]) -> Handlers:
    """Of handlers by type those of one topic, as a service registers them."""
    return {topic: {type_: each for type_, each in handlers.items() if EVENTS[type_] in TOPICS[topic]}}
