"""What the city's page shows."""
