"""Pages of inspectors, made for phones."""
