"""Transparency and accountability (V7): what is published, how soon, with which reasons."""
