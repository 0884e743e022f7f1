"""Event door of trips. It hears nothing yet: what it says follows from requests alone."""

from shared.eventlog.consumer import Handlers

HANDLERS: Handlers = {}
