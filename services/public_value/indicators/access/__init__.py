"""Ease of access (V10): how near stations are, and whether bikes unlock."""
