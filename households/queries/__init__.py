"""Reads on households and who helps them."""
