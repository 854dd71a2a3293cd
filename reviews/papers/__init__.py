"""Papers of the quarterly review, one topic a file."""
