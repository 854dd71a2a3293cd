"""A bad network on loopback: answers that break off, requests that never arrive whole, slowness, and no network at all.

    with FaultProxy(target_port, seed=1, cut_answers=0.2) as proxy:
        ...                                     # ask proxy.url instead of the server
        proxy.plan(lambda method, path, n: CUT_ANSWER if path.startswith("/filing/") and n == 1 else FINE)
        proxy.down(); proxy.up()                # the network goes and comes back

From a shell: python -m tests.fault_proxy --target 8000 --port 9000 --cut-answers 0.2 [--cut-requests 0.1 --delay 0.4 --rate 50000]

One request a connection, so that every request meets its own fault. A cut answer is one the server gave whole: its deed is done, and
whoever asked does not hear of it.
"""

import argparse
import asyncio
import random
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
LONGEST_HEAD = 64 * 1024
PIECE = 16 * 1024
PATIENCE = 120.0  # seconds


@dataclass(frozen=True)
class Fault:
    """What happens to one request. `at` is how much goes through before the cut: 0 nothing, 0.5 half; None leaves it to chance."""

    kind: str = "fine"  # fine, cut_answer, cut_request, refuse
    at: float | None = None
    delay: float = 0.0


FINE = Fault()
CUT_ANSWER = Fault("cut_answer")
CUT_REQUEST = Fault("cut_request")
REFUSE = Fault("refuse")
Plan = Callable[[str, str, int], Fault]


@dataclass
class Seen:
    method: str
    path: str
    fault: str
    status: int = 0  # what the server said; 0 where it was not asked or did not answer


@dataclass
class FaultProxy:
    """`rate` is bytes a second in each direction, `delay` seconds before a request goes on and before its answer comes back."""

    target_port: int
    port: int = 0
    host: str = "127.0.0.1"
    seed: int = 1
    cut_answers: float = 0.0
    cut_requests: float = 0.0
    delay: float = 0.0
    rate: float | None = None
    seen: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._plan: Plan | None = None
        self._is_down = False
        self._open: set[asyncio.StreamWriter] = set()
        self._asked: dict[tuple[str, str], int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy", daemon=True)

    # --- for whoever tests ---------------------------------------------------------------------------------
    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def plan(self, plan: Plan | None) -> None:
        """Decide fault by fault: method, path with query, and the how-manieth request to this path it is (from 1). None: by chance."""
        self._asked.clear()
        self._plan = plan

    def down(self) -> None:
        """No network: what runs breaks off, what comes is not answered."""
        self._is_down = True
        self._call(self._break_all())

    def up(self) -> None:
        self._is_down = False

    def count(self, fault: str) -> int:
        return sum(one.fault == fault for one in self.seen)

    def start(self) -> "FaultProxy":
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._meet, self.host, self.port, limit=LONGEST_HEAD, backlog=512))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def stop(self) -> None:
        self._server.close()
        self._call(self._break_all())
        self._call(self._end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def __enter__(self) -> "FaultProxy":
        return self.start()

    def __exit__(self, *_why: object) -> None:
        self.stop()

    def _call(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _break_all(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _end_tasks(self) -> None:
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- one request -----------------------------------------------------------------------------------------
    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if not self._is_down:
                await asyncio.wait_for(self._pass(reader, writer), PATIENCE)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # either side went away: that is what this is for
        finally:
            self._open.discard(writer)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(HEAD_END)
        method, path = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")[:2]
        fault = self._fault_for(method, path)
        seen = Seen(method, path, fault.kind)
        self.seen.append(seen)
        if fault.kind == "refuse":
            return
        if re.search(rb"(?i)\r\nexpect: *100-continue", head):
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await asyncio.sleep(self.delay + fault.delay)
        there, back = await self._connect(reader, head, fault)
        if back is None:
            return
        try:
            answer = await self._read_all(there)
        finally:
            back.close()
        found = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
        seen.status = int(found[1]) if found else 0
        await asyncio.sleep(self.delay)
        part = answer if fault.kind != "cut_answer" else answer[: self._cut(len(answer), fault.at)]
        await self._write(writer, part)

    def _fault_for(self, method: str, path: str) -> Fault:
        if self._plan is not None:
            n = self._asked[method, path] = self._asked.get((method, path), 0) + 1
            return self._plan(method, path, n)
        drawn = self._chance.random()
        if drawn < self.cut_answers:
            return CUT_ANSWER
        return CUT_REQUEST if drawn < self.cut_answers + self.cut_requests else FINE

    def _cut(self, length: int, at: float | None) -> int:
        """Where it breaks off: never at the very end."""
        return min(int(length * (self._chance.random() if at is None else at)), max(length - 1, 0))

    async def _connect(self, reader, head: bytes, fault: Fault):
        """The request goes to the server. A cut one ends with the connection; then there is no way back."""
        there, back = await asyncio.open_connection(self.host, self.target_port)
        body = await self._body(reader, head)
        request = _closing(head) + body
        if fault.kind == "cut_request":
            await self._write(back, request[: self._cut(len(request), fault.at)])
            back.close()
            return there, None
        await self._write(back, request)
        return there, back

    async def _body(self, reader: asyncio.StreamReader, head: bytes) -> bytes:
        if found := re.search(rb"(?i)\r\ncontent-length: *(\d+)", head):
            return await self._read(reader, int(found[1]))
        if re.search(rb"(?i)\r\ntransfer-encoding: *chunked", head):
            body = b""
            while True:
                line = await reader.readuntil(b"\r\n")
                size = int(line.split(b";")[0], 16)
                body += line + await reader.readexactly(size + 2)
                if not size:
                    return body
        return b""

    async def _read(self, reader: asyncio.StreamReader, length: int) -> bytes:
        body = bytearray()
        while len(body) < length:
            piece = await reader.read(min(PIECE, length - len(body)))
            if not piece:
                raise asyncio.IncompleteReadError(bytes(body), length)
            body += piece
            await self._slow(len(piece))
        return bytes(body)

    async def _read_all(self, reader: asyncio.StreamReader) -> bytes:
        body = bytearray()
        while piece := await reader.read(PIECE):
            body += piece
        return bytes(body)

    async def _write(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        for start in range(0, len(data), PIECE):
            writer.write(data[start : start + PIECE])
            await writer.drain()
            await self._slow(min(PIECE, len(data) - start))

    async def _slow(self, n: int) -> None:
        if self.rate:
            await asyncio.sleep(n / self.rate)


def _closing(head: bytes) -> bytes:
    """The same head, asking the server to end the connection after its answer."""
    lines = [line for line in head[:-4].split(b"\r\n") if not re.match(rb"(?i)(connection|keep-alive|expect):", line)]
    return b"\r\n".join([*lines, b"Connection: close"]) + HEAD_END


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", type=int, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    for name in ("cut-answers", "cut-requests", "delay"):
        parser.add_argument(f"--{name}", type=float, default=0.0)
    parser.add_argument("--rate", type=float, default=None, help="bytes a second")
    asked = parser.parse_args()
    proxy = FaultProxy(
        asked.target, asked.port, seed=asked.seed, cut_answers=asked.cut_answers, cut_requests=asked.cut_requests, delay=asked.delay,
        rate=asked.rate,
    ).start()  # fmt: skip
    print(proxy.url, flush=True)
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
    proxy.stop()


if __name__ == "__main__":
    main()
