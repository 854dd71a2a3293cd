"""Reads of the points shop, one topic a file."""
