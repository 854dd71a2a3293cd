"""The pure rules of the quarterly review."""
