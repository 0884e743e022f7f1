"""Queries of what releases tell."""
