"""The climate balance, and the factor sets and surveys that it is worked out from."""
