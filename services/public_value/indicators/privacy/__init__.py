"""Privacy (V8): what is hidden, and whether data are deleted in time."""
