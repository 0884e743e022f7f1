"""Efficiency (V11): how much bikes are used, and what that costs."""
