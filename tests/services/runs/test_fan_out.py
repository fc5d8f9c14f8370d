"""Many viewers of one log: each loses pictures when it must, and never a point."""

from __future__ import annotations

import asyncio

import pytest

from app.services.runs import fan_out as fan_out_module
from app.services.runs.fan_out import Event, FanOut, Viewer
from app.services.runs.stream import PING, format_event


class Source:
    """Numbered events; catching up says after what."""

    def __init__(self) -> None:
        self.last_id = 0
        self.changes = 0
        self.fan_out = FanOut(self.catch_up, self.changed)

    def changed(self) -> None:
        self.changes += 1

    def catch_up(self, after: int) -> Event:
        return Event(self.last_id, "history", b"<all after %d>" % after)

    def say(self, kind: str, text: str = "") -> None:
        self.last_id += 1
        rest = b"<recorded %d>" % self.last_id if kind == "snapshot" else b""
        self.fan_out.publish(Event(self.last_id, kind, f"<{kind} {self.last_id}{text}>".encode(), rest))


def read(viewer: Viewer) -> str:
    async def next_one() -> bytes:
        return await asyncio.wait_for(anext(viewer), 1)

    return asyncio.run(next_one()).decode()


def test_a_viewer_first_gets_what_it_has_missed_and_then_what_comes() -> None:
    source = Source()
    source.say("steps")
    viewer = source.fan_out.join(0)
    source.say("steps")
    assert read(viewer) == "<all after 0>"
    source.say("steps")
    source.say("epoch")
    assert read(viewer) == "<steps 3><epoch 4>"


def test_of_pictures_and_states_that_wait_only_the_newest_is_sent() -> None:
    source = Source()
    viewer = source.fan_out.join(0)
    read(viewer)
    for kind in ("snapshot", "steps", "state", "snapshot", "steps", "state", "snapshot"):
        source.say(kind)
    waiting = "<recorded 1><steps 2><recorded 4><steps 5><state 6><snapshot 7>"
    assert viewer.queued_bytes == len(waiting)
    assert read(viewer) == waiting, "of a picture that is lost stays that there was one"


def test_a_queue_that_overflows_is_caught_up_from_the_last_event_that_was_read(monkeypatch) -> None:
    monkeypatch.setattr(fan_out_module, "LONGEST_QUEUE", 5)
    source = Source()
    slow, quick = source.fan_out.join(0), source.fan_out.join(0)
    read(slow), read(quick)
    source.say("steps")
    assert read(slow) == read(quick) == "<steps 1>"
    for _ in range(6):
        source.say("steps")
        read(quick)
    assert slow.queued_bytes == 0
    assert read(slow) == "<all after 1>"
    source.say("steps")
    assert read(slow) == read(quick) == "<steps 8>"


def test_a_queue_is_bounded_in_bytes_too_but_one_large_picture_passes(monkeypatch) -> None:
    monkeypatch.setattr(fan_out_module, "LARGEST_QUEUE_BYTES", 100)
    source = Source()
    viewer = source.fan_out.join(0)
    read(viewer)
    source.say("snapshot", "x" * 200)
    assert read(viewer).startswith("<snapshot 1x")
    source.say("steps")
    source.say("snapshot", "x" * 200)
    assert viewer.queued_bytes == 0
    assert read(viewer) == "<all after 1>"


def test_a_heartbeat_comes_only_when_there_is_nothing_else_to_tell() -> None:
    source = Source()
    viewer = source.fan_out.join(0)
    read(viewer)
    source.fan_out.ping()
    source.say("steps")
    assert read(viewer) == "<steps 1>"
    assert read(viewer).encode() == PING


def test_the_end_comes_behind_what_is_still_to_be_told() -> None:
    source = Source()
    viewer = source.fan_out.join(0)
    source.say("steps")
    source.fan_out.end(b"<gone>")
    assert read(viewer) == "<all after 0>"
    assert read(viewer) == "<gone>"
    with pytest.raises(StopAsyncIteration):
        read(viewer)


def test_who_has_left_is_not_counted_and_gets_nothing() -> None:
    source = Source()
    viewer, other = source.fan_out.join(0), source.fan_out.join(0)
    viewer.close()
    viewer.close()
    source.say("steps")
    assert len(source.fan_out) == 1
    assert source.changes == 3
    assert viewer.queued_bytes == 0
    assert read(other) == "<all after 0>"


def test_an_event_is_written_as_browsers_read_it() -> None:
    from fastapi.sse import format_sse_event

    expected = format_sse_event(data_str='{"a":1}', event="state", id="12")
    assert format_event("state", b'{"a":1}', 12) == expected
