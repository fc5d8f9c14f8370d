"""`convscope`: one command that says where it is, or in one clear line why not."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from app import __version__
from tests.command_process import finished, serving

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def get(address: str) -> bytes:
    with urlopen(address, timeout=10) as answer:
        return bytes(answer.read())


def test_port_0_takes_a_free_port_and_the_printed_address_answers_in_both_languages() -> None:
    with serving() as (_, address, (chinese, english)):
        assert CHINESE.search(chinese)
        assert not CHINESE.search(english)
        assert address in chinese
        assert address in english
        assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d+/", address)
        assert b"ConvScope" in get(address)
        assert json.loads(get(f"{address}health"))["status"] == "ok"


def test_the_root_path_is_part_of_the_printed_address() -> None:
    with serving("--root-path", "lab/") as (_, address, _):
        assert address.endswith("/lab/")
        assert b'content="/lab"' in get(address)


def test_the_environment_is_read_and_the_command_line_wins() -> None:
    with serving("--root-path", "/b", CONVSCOPE_ROOT_PATH="/a", CONVSCOPE_PORT="1") as (_, address, _):
        assert address.endswith("/b/")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_cleanly_when_told_to_although_a_browser_holds_a_connection(sent: int) -> None:
    with serving() as (process, address, _):
        host, port = address.removeprefix("http://").rstrip("/").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as kept_alive:
            kept_alive.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert kept_alive.recv(100).startswith(b"HTTP/1.1 200")
            started = time.monotonic()
            process.send_signal(sent)
            code = process.wait(10)
        assert time.monotonic() - started < 3
        assert code == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_a_taken_port_is_said_in_two_lines_with_a_port_to_try_instead() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, output, errors = finished("--port", str(port))
    assert (code, output) == (1, "")
    chinese, english = errors.strip().splitlines()
    assert CHINESE.search(chinese)
    assert not CHINESE.search(english)
    for line in (chinese, english):
        assert f" {port} " in line
        assert f"convscope --port {port + 1}" in line


@pytest.mark.parametrize(
    ("host", "port"), [("203.0.113.7", "0"), ("no.such.host.invalid", "8000"), ("127.0.0.1", "70000")]
)
def test_an_address_that_cannot_be_had_is_said_without_a_traceback(host: str, port: str) -> None:
    code, output, errors = finished("--host", host, "--port", port)
    assert (code, output) == (1, "")
    assert len(errors.strip().splitlines()) == 2
    assert host in errors
    assert "--host" in errors
    assert "Traceback" not in errors
    assert "{" not in errors


def test_a_malformed_environment_variable_is_named() -> None:
    code, output, errors = finished(CONVSCOPE_PORT="eight thousand")
    assert (code, output) == (2, "")
    chinese, english = errors.strip().splitlines()
    assert CHINESE.search(chinese)
    assert "CONVSCOPE_PORT=eight thousand" in chinese
    assert "CONVSCOPE_PORT=eight thousand" in english


def test_version_and_help_are_printed_and_end_with_0() -> None:
    assert finished("--version") == (0, f"convscope {__version__}\n", "")
    code, output, errors = finished("--help")
    assert (code, errors) == (0, "")
    for option in ("--host", "--port", "--root-path", "--data-dir", "--version", "--help"):
        assert option in output
    assert CHINESE.search(output)
    assert "show this help message" not in output, "argparse's own words are English only"


def test_an_unknown_option_ends_with_2() -> None:
    code, _, errors = finished("--colour")
    assert code == 2
    assert "--colour" in errors


def test_an_upload_above_the_limit_gets_its_refusal_through_a_real_connection() -> None:
    """The server answers before it has read 40 MB; the answer must reach the client all the same."""
    with serving() as (_, address, _):
        request = Request(f"{address}api/pictures", data=bytes(40 << 20), method="POST")
        with pytest.raises(HTTPError) as caught:
            urlopen(request, timeout=20)
        assert caught.value.code == 413
        assert json.loads(caught.value.read())["error"]["code"] == "picture_too_many_bytes"
        caught.value.close()
        assert json.loads(get(f"{address}health"))["status"] == "ok"


def test_an_upload_that_is_given_up_leaves_no_trace_in_the_log() -> None:
    with serving() as (process, address, _):
        host, port = address.removeprefix("http://").rstrip("/").split(":")
        for path in ("/api/pictures", "/api/filters/apply"):
            with socket.create_connection((host, int(port)), timeout=5) as given_up:
                head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n"
                given_up.sendall(head.encode() + bytes(70_000))
        assert json.loads(get(f"{address}health"))["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        process.wait(5)
        assert process.stderr is not None
        assert process.stderr.read() == ""
