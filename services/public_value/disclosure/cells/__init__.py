"""Sums and distinct riders of every period and place."""
