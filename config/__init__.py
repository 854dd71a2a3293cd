from config import _sqlite  # noqa: F401  # first: every later `import sqlite3` gets the swapped module
