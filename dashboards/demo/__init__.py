"""An invented county, the same at every run: for trying out, for tests of size, for pictures.

It fills the tables of all rooms in bulk, which no other code may do; what follows from rows (duties done, tallies,
last visits) is then worked out by the rooms' own actions (docs/adr/0004-demo-writes-in-bulk.md).
"""
