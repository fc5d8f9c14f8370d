"""`convscope fetch`: a data set from a mirror, what is told on the way, and how it ends."""

from __future__ import annotations

import hashlib
import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app import __main__ as command
from app.data.datasets.sources import RemoteFile, Source
from tests.command_process import finished

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CONTENT = b"0123456789" * 30_000


@contextmanager
def mirror(folder: Path) -> Iterator[str]:
    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(5)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A data set whose checksum is that of `CONTENT`."""
    md5 = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
    source = Source("mnist", ("http://127.0.0.1:9/",), (RemoteFile("a.gz", len(CONTENT), md5),))
    monkeypatch.setattr(command, "SOURCES", {"mnist": source})
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_it_fetches_tells_the_way_and_says_in_both_languages_how_to_go_on(
    known: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "a.gz").write_bytes(CONTENT)
    data = tmp_path / "data"
    with mirror(tmp_path / "mirror") as address:
        assert command.main(["fetch", "mnist", "--mirror", address, "--data-dir", str(data)]) == 0
    output, errors = capsys.readouterr()
    assert errors == ""
    *progress, chinese, english = output.splitlines()
    assert progress[0] == "a.gz  0.0 / 0.3 MiB  0 %"
    assert progress[-1] == "a.gz  0.3 / 0.3 MiB  100 %"
    assert len(progress) <= 11
    assert CHINESE.search(chinese)
    for line in (chinese, english):
        assert f"convscope --data-dir {data}" in line
    assert (data / "mnist" / "a.gz").read_bytes() == CONTENT


@pytest.mark.parametrize(
    "arguments", [["--data-dir", "{}", "fetch", "mnist"], ["fetch", "mnist", "--data-dir", "{}"]]
)
def test_the_folder_may_be_named_before_or_after(
    known: None, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([part.format(tmp_path) for part in arguments]) == 1
    assert (tmp_path / "mnist").is_dir()
    chinese, chinese_remedy_or_english, *_ = capsys.readouterr().err.splitlines()
    assert "http://127.0.0.1:9/a.gz" in chinese + chinese_remedy_or_english


def test_on_a_terminal_one_line_is_written_over_and_over() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    progress = command.Progress(stream)
    for got in (0, 1, 500, 1000):
        progress("a", got << 20, 1000 << 20)
    progress("b", 0, 4)
    progress.end_line()
    progress.end_line()
    lines = [
        "a  0.0 / 1000.0 MiB  0 %\r",
        "a  500.0 / 1000.0 MiB  50 %\r",
        "a  1000.0 / 1000.0 MiB  100 %\r\n",
    ]
    assert stream.getvalue() == "".join(lines) + "b  0.0 / 0.0 MiB  0 %\r\n"


def test_an_interruption_says_that_it_can_be_continued(
    known: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "fetch", interrupted)
    assert command.main(["fetch", "mnist", "--data-dir", str(tmp_path)]) == 130
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_mirror_without_the_official_files_is_said_with_a_remedy_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(bytes(9_912_422))
    with mirror(tmp_path) as address:
        for name, code in (("mnist", "f68b3c2dcbeaaa9fbdd348bbdeb94873"), ("cifar-10", "404")):
            arguments = ("fetch", name, "--mirror", address, "--data-dir", str(tmp_path / "data"))
            code_of_exit, _, errors = finished(*arguments, no_proxy="127.0.0.1")
            assert code_of_exit == 1
            assert len(errors.strip().splitlines()) == 4
            assert code in errors
            assert "--mirror" in errors
            assert "Traceback" not in errors
            assert "{" not in errors


def test_without_a_folder_it_asks_for_one_and_an_unknown_set_is_refused() -> None:
    code, output, errors = finished("fetch", "mnist")
    assert (code, output) == (2, "")
    chinese, english = errors.strip().splitlines()
    assert CHINESE.search(chinese)
    assert "convscope fetch mnist --data-dir" in english
    code, _, errors = finished("fetch", "imagenet")
    assert code == 2
    assert "imagenet" in errors


def test_its_help_is_in_both_languages_and_that_of_the_command_names_it() -> None:
    code, output, _ = finished("fetch", "--help")
    assert code == 0
    assert CHINESE.search(output)
    for word in ("mnist", "fashion-mnist", "cifar-10", "--mirror", "--data-dir"):
        assert word in output
    assert "fetch" in finished("--help")[1]
