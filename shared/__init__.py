"""What the services say to each other, and the few tools that all of them need."""
