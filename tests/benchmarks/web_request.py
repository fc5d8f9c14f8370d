"""A picture's way from the file to the screen, and how long an answer takes."""

from __future__ import annotations

import itertools
import statistics
from typing import Any

from tests.benchmarks.timing import print_table
from tests.benchmarks.web_browser import chromium
from tests.benchmarks.web_server import connect, p, photograph, post, server, upload

REQUESTS = 40
# An offset nobody has asked for yet makes every request a new one.
FRESH = itertools.count(1)
CHAINS: dict[str, list[dict[str, Any]]] = {
    "edges": [{"filter": "edges", "display": "clip"}],
    "emboss": [{"filter": "emboss", "display": "clip"}],
    "sharpen": [{"filter": "sharpen", "display": "clip"}],
    "gradient_magnitude": [{"filter": "gradient_magnitude", "display": "clip"}],
    "gaussian, σ 3": [{"filter": "gaussian", "parameters": {"sigma": 3}, "display": "clip"}],
    "gaussian → sharpen → edges": [
        {"filter": "gaussian", "display": "clip"},
        {"filter": "sharpen", "display": "clip"},
        {"filter": "edges", "display": "clip"},
    ],
}
DRAW = """async (body) => {
  const marks = [performance.now()];
  const answer = await fetch("/api/filters/apply", {method: "POST", body: JSON.stringify(body),
    headers: {"Content-Type": "application/json", Accept: "image/jpeg"}});
  marks.push(performance.now());
  const blob = await answer.blob();
  marks.push(performance.now());
  const image = await createImageBitmap(blob);
  marks.push(performance.now());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  context.getImageData(0, 0, 1, 1); // not before it is drawn
  marks.push(performance.now());
  const said = answer.headers.get("Server-Timing");
  const server = [...said.matchAll(/dur=([\\d.]+)/g)].map((found) => Number(found[1]));
  return {marks, server, size: blob.size};
}"""


def main() -> None:
    with server() as port:
        answers(port)
        waterfall(port)


def fresh(chain: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same chain, not computed before from its first step on."""
    return [{**chain[0], "offset": next(FRESH) % 256}, *chain[1:]]


def answers(port: int) -> None:
    """One connection, one request after the other."""
    id, _ = upload(port, photograph(1, "PNG"))
    rows = []
    for media_type in ("image/jpeg", "application/octet-stream"):
        for name, chain in CHAINS.items():
            connection = connect(port)
            got = []
            for _ in range(REQUESTS + 3):
                body = {"picture": id, "size": "preview", "steps": fresh(chain)}
                got.append(post(connection, "/api/filters/apply", body, media_type))
            got = got[3:]  # the first ones warm up
            filters = [one.server_ms["filter"] for one in got]
            encodes = statistics.median(one.server_ms["encode"] for one in got)
            times = [one.last_byte_ms for one in got]
            kind = "JPEG" if media_type == "image/jpeg" else "raw"
            size = f"{len(got[-1].body) / 1e6:.2f}"
            filter_figures = [statistics.median(filters), p(filters, 95)]
            rows.append([f"{name}, {kind}", *filter_figures, encodes, *(p(times, q) for q in (50, 95)), size])
    head = ["1 MP preview, ms", "filter p50", "filter p95", "encode", "last byte p50", "last byte p95", "MB"]
    print_table(f"request to last byte on loopback, {REQUESTS} requests each", head, rows)


def waterfall(port: int) -> None:
    """A photograph of 12 MP from the file to the screen of a browser, through its preview."""
    rows = []
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/health")
        for name in ("edges", "gaussian, σ 3", "gaussian → sharpen → edges"):
            turns = []
            for _ in range(4):
                id, sent = upload(port, photograph(12, seed=next(FRESH)))
                body = {"picture": id, "size": "preview", "steps": fresh(CHAINS[name])}
                drawn = page.evaluate(DRAW, body)
                asked, first, last, decoded, shown = drawn["marks"]
                filtered, encoded = drawn["server"]
                rest = first - asked - filtered - encoded
                turns.append(
                    [
                        sent.last_byte_ms,
                        filtered,
                        encoded,
                        rest,
                        last - first,
                        decoded - last,
                        shown - decoded,
                    ]
                )
            medians = [statistics.median(column) for column in zip(*turns, strict=True)]
            rows.append([name, *medians, sum(medians)])
    head = [
        "12 MP JPEG → 1 MP preview, ms", "send and decode", "filter", "encode", "ask and rest", "transfer",
        "browser decodes", "browser draws", "all",
    ]  # fmt: skip
    print_table("a picture's way to the screen, medians of four new photographs", head, rows)


if __name__ == "__main__":
    main()
