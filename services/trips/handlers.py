"""Event handlers of trips. There are none: this service publishes events only in answer to requests."""

from shared.eventlog.consumer import Handlers

HANDLERS: Handlers = {}
