"""Pages of the visit log."""
