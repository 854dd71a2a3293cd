"""Pages of the points shop."""
