"""Event door of trips. It hears nothing yet: what it says follows from requests alone."""

from collections.abc import Mapping

from shared.eventlog.consumer import Handler

HANDLERS: Mapping[str, Handler] = {}
