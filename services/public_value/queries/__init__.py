"""Queries for figures, and their answers."""
