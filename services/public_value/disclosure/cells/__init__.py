"""For every period and place the sums over its trips, and how many different riders made them."""
