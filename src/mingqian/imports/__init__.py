"""A file becomes checked rows, and checked rows are applied once."""
