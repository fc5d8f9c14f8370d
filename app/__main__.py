"""The ``convscope`` command: ``convscope [--host …] [--port …] [--root-path …] [--data-dir …]``."""

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

import uvicorn

from app import __version__
from app.i18n.catalog import LANGUAGES, translate
from app.main import create_app
from app.settings import Settings, clean_root_path


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; the exit code is 1 where the address cannot be had."""
    try:
        settings = parse(arguments)
    except ValueError as error:
        say("cli.setting_malformed", setting=str(error))
        return 2
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
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def parse(arguments: Sequence[str] | None = None) -> Settings:
    """Environment first, then the command line.

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
    given = parser.parse_args(arguments)
    return dataclasses.replace(
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
            file=sys.stderr if key != "cli.serving" else sys.stdout,
        )


if __name__ == "__main__":
    sys.exit(main())
