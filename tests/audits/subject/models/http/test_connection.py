import json
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from fairwitness.audits.subject.models.http.address import Address
from fairwitness.audits.subject.models.http.connection import Pinned, TooMuchError

HOST = "127.0.0.1"


@contextmanager
def raw(talk):
    """A server of bare bytes: `talk` gets the connection after the question was read."""
    with socket.create_server((HOST, 0)) as listening:

        def run():
            connection, _ = listening.accept()
            with connection:
                connection.recv(1 << 16)
                with suppress(OSError):  # the client hangs up, as some tests expect
                    talk(connection)

        thread = threading.Thread(target=run)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def ask(port, timeout=5.0, most=1000, host="a.example", ips=(HOST,)):
    return Pinned(Address(False, host, port, "/x"), ips, timeout).ask("GET", {}, None, most)


def test_it_connects_to_the_address_and_names_the_host(serve):
    server = serve(lambda handler, body: handler.send(body={"ok": 1}, X_Odd="2"))
    reply = ask(server.server_address[1])
    assert (reply.status, json.loads(reply.body), reply.headers["x-odd"]) == (200, {"ok": 1}, "2")
    (asked,) = server.asked
    assert asked[2]["Host"] == f"a.example:{server.server_address[1]}"


def test_the_environments_proxies_are_not_used(serve, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server = serve(lambda handler, body: handler.send(body=1))
    assert ask(server.server_address[1]).body == b"1"


def test_the_next_address_where_the_first_does_not_answer(serve):
    server = serve(lambda handler, body: handler.send(body=1))
    assert ask(server.server_address[1], ips=("127.0.0.9", HOST)).body == b"1"


def drip(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b" ")
        time.sleep(0.02)


def drip_header(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        connection.sendall(b"a")
        time.sleep(0.02)


def drip_without_length(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"1")
        time.sleep(0.02)


@pytest.mark.parametrize("talk", [drip, drip_header, drip_without_length, lambda connection: time.sleep(0.6)])
def test_a_server_that_keeps_the_line_busy_is_cut_off(talk):
    with raw(talk) as port:
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            ask(port, timeout=0.3)
        assert time.monotonic() - start < 1.5


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n1",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"1" * 5000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"400\r\n" + b"1" * 1024 + b"\r\n") * 99,
    ],
)
def test_a_body_that_is_too_long(answer):
    with raw(lambda connection: connection.sendall(answer)) as port, pytest.raises(TooMuchError):
        ask(port)


def test_a_body_that_ends_early_is_a_broken_connection():
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123"
    with raw(lambda connection: connection.sendall(answer)) as port, pytest.raises(ConnectionResetError):
        ask(port)
