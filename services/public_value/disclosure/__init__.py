"""What may be shown: months and weeks without the figures that could be one rider's."""
