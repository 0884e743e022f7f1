"""Reliability (V9): how long stations are usable."""
