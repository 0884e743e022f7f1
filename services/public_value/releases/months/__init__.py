"""What is told by month beside the city's days: places, vehicle types, and other splits."""
