"""Put the bundled SQLite in the place of the system's.

SQLite 3.7.0-3.51.2 can damage a WAL file when two connections write and checkpoint
at once (fixed in 3.51.3). Where there is a wheel of `pysqlite3`, it brings a fixed
SQLite; elsewhere `config.checks` warns and points to PostgreSQL.
"""

import sqlite3
import sys

try:
    import pysqlite3
    import pysqlite3.dbapi2
except ImportError:
    pass
else:
    if pysqlite3.sqlite_version_info >= sqlite3.sqlite_version_info:
        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
