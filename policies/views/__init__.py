"""Pages of the county set-up."""
