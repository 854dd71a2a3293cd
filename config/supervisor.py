"""Everything that belongs to one running house, as children of one small process.

Kept free of Django, so that it costs little memory: `manage.py serve` prepares the house and then
becomes this. A child that dies is started again; Ctrl-C ends all of them; when this process itself is
killed, the system ends the children (PDEATHSIG).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config import valkey

PR_SET_PDEATHSIG = 1
PATIENCE = 12.0  # seconds a child has to end by itself


@dataclass
class Child:
    name: str
    command: list[str]
    ready: Callable[[], bool] | None = None
    stop_with: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = field(default=0)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, preexec_fn=_end_with_parent, stdin=subprocess.DEVNULL)
        self.started = time.monotonic()

    def is_dead(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def wait_until_ready(self, seconds: float = 60) -> bool:
        end = time.monotonic() + seconds
        while self.ready and not self.ready():
            if self.is_dead() or time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True


def _end_with_parent() -> None:
    """In the child, before it becomes its program: a session of its own, and the end when the parent ends."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    def __init__(self, children: list[Child], say: Callable[[str], None] = print) -> None:
        self.children = children
        self.say = say
        self.stopping = False

    def run(self, when_up: Callable[[], None] = lambda: None) -> int:
        """Start in order, keep alive, stop in reverse. 0 after Ctrl-C or TERM, 1 when a child would not come up."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._asked_to_stop)
        try:
            for child in self.children:
                child.start()
                if not child.wait_until_ready() and not self.stopping:
                    self.say(f"{child.name} did not come up.")
                    return 1
            if not self.stopping:
                when_up()
            while not self.stopping:
                self.revive()
                time.sleep(0.5)
            return 0
        finally:
            self.stop()

    def revive(self) -> None:
        for child in self.children:
            if not child.is_dead():
                continue
            lived = time.monotonic() - child.started
            child.failures = 0 if lived > 60 else child.failures + 1
            if lived < min(2**child.failures, 30) and child.failures > 1:
                child.failures -= 1
                continue  # it died young: wait a little longer each time
            self.say(f"{child.name} ended; it is started again.")
            child.start()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def stop(self) -> None:
        living = [child for child in reversed(self.children) if not child.is_dead()]
        last = [child for child in living if child.name == "valkey"]
        for group in ([child for child in living if child not in last], last):
            for child in group:
                assert child.process
                child.process.send_signal(child.stop_with)
            end = time.monotonic() + PATIENCE
            for child in group:
                assert child.process
                try:
                    child.process.wait(max(end - time.monotonic(), 0.1))
                except subprocess.TimeoutExpired:
                    os.killpg(child.process.pid, signal.SIGKILL)


def answers(url: str) -> bool:
    from urllib.error import URLError
    from urllib.request import urlopen

    try:
        with urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def has_socket(path: Path) -> bool:
    import socket

    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            probe.connect(str(path))
            probe.sendall(b"PING\r\n")
            return probe.recv(7).startswith(b"+PONG")
    except OSError:
        return False


def house(host: str, port: int, broker: str, program: str, data: Path) -> list[Child]:
    """The processes of one house: broker (unless there is one), web, and worker with beat or the plain scheduler."""
    python = [sys.executable, "-W", "ignore"]
    children: list[Child] = []
    if not broker and program:
        socket = valkey.socket_path(data / "valkey")
        broker = os.environ["REDIS_URL"] = f"redis+socket://{socket}"
        children.append(Child("valkey", valkey.command(program, data / "valkey", socket), lambda: has_socket(socket)))
    web = [*python, "-m", "gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread"]
    web += ["--workers", "2", "--threads", "4", "--timeout", "120", "--graceful-timeout", "8", "--log-level", "warning"]
    probe = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/livez"
    children.append(Child("web", web, lambda: answers(probe)))
    celery = [*python, "-m", "celery", "-A", "config.celery", "-q", "--skip-checks"]
    if broker:
        children.append(
            Child("worker", [*celery, "worker", "-P", "threads", "-c", "2", "-l", "WARNING", "--without-gossip", "--without-mingle"])
        )
        children.append(Child("beat", [*python, "-m", "config.beat"]))
    else:
        children.append(Child("scheduler", [*python, "manage.py", "run_due", "--every", "30"]))
    return children


def main() -> int:
    """Called by `manage.py serve`, which leaves what it knows in the environment."""
    port = int(os.environ["SERVE_PORT"])
    host = os.environ["SERVE_HOST"]
    data = Path(os.environ["DATA_DIR"])
    children = house(host, port, os.environ.get("REDIS_URL", ""), os.environ.get("SERVE_VALKEY", ""), data)

    def announce() -> None:
        print(os.environ.get("SERVE_GREETING", ""), flush=True)

    return Supervisor(children, lambda text: print(text, file=sys.stderr, flush=True)).run(announce)


if __name__ == "__main__":
    sys.exit(main())
