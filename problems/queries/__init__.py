"""Reading the list of problems."""
