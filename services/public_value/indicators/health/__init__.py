"""Health (V1): deaths averted, their value, activity and energy."""
