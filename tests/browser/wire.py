"""What a page's visit costs on the wire, as the browser counts it: headers and compressed bodies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

KINDS = ("html", "css", "js", "katex", "uplot", "fonts", "api")


@dataclass
class Wire:
    """Every answer that a page has had since ``watch_wire``.

    Attributes:
        sizes: bytes by request.
        addresses: its path by request.
    """

    sizes: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def total_bytes(self) -> int:
        return sum(self.sizes.values())

    def bytes_of(self, paths: set[str]) -> int:
        """Bytes of the answers from these paths."""
        return sum(size for request, size in self.sizes.items() if self.addresses[request] in paths)

    def paths_sent(self) -> set[str]:
        """Paths whose bodies came over the wire and not out of the browser's cache."""
        return {self.addresses[request] for request, size in self.sizes.items() if size > 0}

    def by_kind(self) -> dict[str, int]:
        """Bytes of each of ``KINDS``."""
        counted = dict.fromkeys(KINDS, 0)
        for request, size in self.sizes.items():
            counted[kind_of(self.addresses[request])] += size
        return counted

    def largest(self, count: int = 8) -> str:
        """For a message: where the bytes went."""
        found = sorted(
            ((size, self.addresses[request]) for request, size in self.sizes.items()), reverse=True
        )
        return ", ".join(f"{path} {size:,}" for size, path in found[:count])


def kind_of(path: str) -> str:
    """One of ``KINDS``."""
    if path.startswith("/api/"):
        return "api"
    if "/vendor/katex/" in path:
        return "katex"
    if "/vendor/uplot/" in path:
        return "uplot"
    name = path.rpartition("/")[2]
    return {"css": "css", "js": "js", "svg": "css", "woff2": "fonts"}.get(name.rpartition(".")[2], "html")


def watch_wire(page: Page) -> Wire:
    """Count from now on; the page has its own empty cache."""
    wire = Wire()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def on_answer(event: Any) -> None:
        address = urlsplit(event["response"]["url"])
        if address.scheme in ("http", "https"):
            wire.addresses[event["requestId"]] = address.path

    def on_end(event: Any) -> None:
        if event["requestId"] in wire.addresses:
            wire.sizes[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.responseReceived", on_answer)
    session.on("Network.loadingFinished", on_end)
    return wire
