"""The lattice of cells as a network of pipes."""
