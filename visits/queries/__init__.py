"""Reading the visit log."""
