"""Equity and inclusiveness (V4): how access and points are distributed."""
