"""Sums of trips and points by local day and zone, and of which riders they are."""
