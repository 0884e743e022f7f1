"""Releases: numbered sets of figures, each of which is told once and never changes."""
