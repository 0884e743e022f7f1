"""Liveability (V3): external costs of trips and of what they replaced."""
