"""The bad network itself: what it cuts it cuts, what it lets through is whole."""

import http.client
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.fault_proxy import CUT_ANSWER, CUT_REQUEST, FINE, REFUSE, Fault, FaultProxy

BODY = b"0123456789" * 5000


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        got = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(got)
        self.send_response(201)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    do_GET = lambda self: self.do_POST()  # noqa: E731

    def log_message(self, *_):
        pass


@contextmanager
def network(**faults):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.got = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with FaultProxy(server.server_port, **faults) as proxy:
            yield proxy, server.got
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def ask(proxy, path="/", body=BODY):
    """The whole answer, or None where it did not come whole."""
    line = http.client.HTTPConnection(proxy.host, proxy.port, timeout=10)
    try:
        line.request("POST", path, body)
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()


def test_what_passes_is_whole():
    with network() as (proxy, got):
        assert ask(proxy) == (201, BODY) and got == [BODY]
        assert [(one.method, one.fault, one.status) for one in proxy.seen] == [("POST", "fine", 201)]


@pytest.mark.parametrize("at", [0.0, 0.3, 1.0])
def test_a_cut_answer_was_given_by_the_server_and_did_not_arrive(at):
    with network() as (proxy, got):
        proxy.plan(lambda *_: Fault("cut_answer", at))
        assert ask(proxy) is None and got == [BODY] and proxy.seen[0].status == 201


def test_a_cut_request_does_not_arrive_whole():
    with network() as (proxy, got):
        proxy.plan(lambda *_: CUT_REQUEST)
        assert ask(proxy) is None and BODY not in got


def test_a_plan_names_the_one_to_cut():
    with network() as (proxy, got):
        proxy.plan(lambda method, path, n: CUT_ANSWER if (path, n) == ("/a", 1) else REFUSE if path == "/b" else FINE)
        assert [ask(proxy, "/a"), ask(proxy, "/b"), ask(proxy, "/a")] == [None, None, (201, BODY)] and len(got) == 2


def test_chance_cuts_as_often_as_said():
    with network(seed=7, cut_answers=0.2, cut_requests=0.1) as (proxy, got):
        came = sum(ask(proxy, body=b"x") is not None for _ in range(300))
    assert 40 <= proxy.count("cut_answer") <= 80 and 15 <= proxy.count("cut_request") <= 45
    assert came == proxy.count("fine")
    assert proxy.count("fine") + proxy.count("cut_answer") <= len(got) + 1


def test_the_network_goes_and_comes_back():
    with network() as (proxy, got):
        proxy.down()
        assert ask(proxy) is None and got == []
        proxy.up()
        assert ask(proxy) == (201, BODY)
