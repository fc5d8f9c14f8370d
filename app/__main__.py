"""The ``convscope`` command.

``convscope [--host …] [--port …] [--root-path …] [--data-dir …]`` serves;
``convscope fetch mnist|fashion-mnist|cifar-10 [--mirror …] [--data-dir …]`` fetches a data set and ends.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import errno
import gc
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import uvicorn

from app import __version__
from app.conv.errors import DomainError
from app.data.datasets.fetch import fetch
from app.data.datasets.sources import SOURCES
from app.i18n.catalog import LANGUAGES, translate
from app.main import create_app
from app.settings import MIB, Settings, clean_root_path
from app.web.server import Server


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted, or fetch; the exit code is 1 where the address or the data cannot be had."""
    try:
        given, settings = parse(arguments)
    except ValueError as error:
        say("cli.setting_malformed", setting=str(error))
        return 2
    if given.command == "fetch":
        return fetch_dataset(given.dataset, settings.data_dir, given.mirror)
    return serve(settings)


def serve(settings: Settings) -> int:
    """Serve until interrupted."""
    try:
        listener = listen(settings.host, settings.port)
    except OSError as error:
        key = "cli.port_taken" if error.errno == errno.EADDRINUSE else "cli.cannot_listen"
        say(key, host=settings.host, port=settings.port, next_port=settings.port + 1, reason=error.strerror)
        return 1
    port = listener.getsockname()[1]
    shown_host = f"[{settings.host}]" if ":" in settings.host else settings.host
    say("cli.serving", address=f"http://{shown_host}:{port}{settings.root_path}/")
    app = create_app(settings)
    # What the start made stays for good: a collection that walks it again would hold up a request.
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(
        app,
        log_level="warning",
        proxy_headers=True,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    # Uvicorn raises the signal it ended on once more: make both the one that is suppressed here.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        Server(config, app.state.runs.end_streams).run(sockets=[listener])
    return 0


def fetch_dataset(name: str, data_dir: Path | None, mirror: str | None) -> int:
    """Fetch the official files of a data set and say where they are; 130 where that was interrupted."""
    if data_dir is None:
        say("cli.fetch.needs_folder", name=name)
        return 2
    progress = Progress(sys.stdout)
    try:
        paths = fetch(SOURCES[name], data_dir, mirror=mirror, report=progress)
    except DomainError as error:
        progress.end_line()
        for part in ("message", "remedy"):
            say(f"error.{error.code}.{part}", **error.values)
        return 1
    except KeyboardInterrupt:
        progress.end_line()
        say("cli.fetch.interrupted", name=name)
        return 130
    progress.end_line()
    say("cli.fetch.done", name=name, folder=paths[0].parent, data_dir=data_dir)
    return 0


class Progress:
    """How far each file is, on a line that is written over; where nobody watches, a line a file and tenth."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = ("", -1)
        self._is_line_open = False

    def __call__(self, file: str, got: int, size: int) -> None:
        """Show it, unless nothing has changed that can be seen."""
        percent = 100 * got // max(size, 1)
        is_watched = self._stream.isatty()
        shown = (file, percent if is_watched else percent // 10)
        if shown == self._shown:
            return
        if file != self._shown[0]:
            self.end_line()
        self._shown = shown
        line = f"{file}  {got / MIB:.1f} / {size / MIB:.1f} MiB  {percent} %"
        print(line, end="\r" if is_watched else "\n", flush=True, file=self._stream)
        self._is_line_open = is_watched

    def end_line(self) -> None:
        """Leave what is shown standing."""
        if self._is_line_open:
            print(flush=True, file=self._stream)
        self._is_line_open = False


def parse(arguments: Sequence[str] | None = None) -> tuple[argparse.Namespace, Settings]:
    """Environment first, then the command line; what was given, and the settings it makes.

    Raises:
        ValueError: an environment variable that does not say a number.
    """
    settings = Settings.from_environment()
    parser = argparse.ArgumentParser("convscope", description=both("cli.description"), add_help=False)
    parser.add_argument("--host", default=settings.host, help=both("cli.host"))
    parser.add_argument("--port", type=int, default=settings.port, help=both("cli.port"))
    parser.add_argument("--root-path", default=settings.root_path, help=both("cli.root_path"))
    parser.add_argument("--data-dir", type=Path, default=settings.data_dir, help=both("cli.data_dir"))
    parser.add_argument("-h", "--help", action="help", help=both("cli.help"))
    parser.add_argument(
        "--version", action="version", version=f"convscope {__version__}", help=both("cli.version")
    )
    commands = parser.add_subparsers(dest="command", title=both("cli.commands"), metavar="fetch")
    fetching = commands.add_parser(
        "fetch",
        prog="convscope fetch",
        help=both("cli.fetch.help"),
        description=both("cli.fetch.help"),
        add_help=False,
    )
    fetching.add_argument("dataset", choices=tuple(SOURCES), help=both("cli.fetch.dataset"))
    fetching.add_argument("--mirror", help=both("cli.fetch.mirror"))
    fetching.add_argument("--data-dir", type=Path, default=argparse.SUPPRESS, help=both("cli.fetch.data_dir"))
    fetching.add_argument("-h", "--help", action="help", help=both("cli.help"))
    given = parser.parse_args(arguments)
    return given, dataclasses.replace(
        settings,
        host=given.host,
        port=given.port,
        root_path=clean_root_path(given.root_path),
        data_dir=given.data_dir,
    )


def listen(host: str, port: int) -> socket.socket:
    """A bound listening socket, so that a taken port is known before anything else starts.

    Raises:
        OSError: the port is taken, the address is not ours, or the port is not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OverflowError as error:
        listener.close()
        raise OSError(errno.EINVAL, str(error)) from None
    except OSError:
        listener.close()
        raise
    return listener


def both(key: str) -> str:
    """A sentence in every language, for terminals that tell us none."""
    return " / ".join(translate(language, key) for language in LANGUAGES)


def say(key: str, **values: object) -> None:
    """Print a sentence in every language, one a line."""
    for language in LANGUAGES:
        print(
            translate(language, key, values),
            flush=True,
            file=sys.stdout if key in ("cli.serving", "cli.fetch.done") else sys.stderr,
        )


if __name__ == "__main__":
    sys.exit(main())
