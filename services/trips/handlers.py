"""Event handlers of trips. There are none: this service hears nobody's events."""

from shared.eventlog.consumer import Handlers

HANDLERS: Handlers = {}
