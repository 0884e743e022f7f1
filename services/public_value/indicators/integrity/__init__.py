"""Integrity of incentives (V14): what the game adds, and what was taken back."""
