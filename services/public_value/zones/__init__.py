"""Zones as trips reported them: names, outlines, and the district in which each one lies."""
