"""What challenges know of campaigns. Pure."""

OPEN = "open"
"""The state of a campaign that gives and promises points."""
