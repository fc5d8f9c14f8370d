"""Training runs over HTTP, against a real server with real processes."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.runs.support import Page
from tests.services.runs.tasks import CROWD, ENDLESS, GOOD, GREEDY, HUGE
from tests.web.run_client import Watcher, body, call, has_ended, play, serve_runs


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """One whose slots are many enough for the runs that tests leave behind."""
    with serve_runs(run_slots=20, run_memory_bytes=512 << 20) as address:
        yield address


def start(server: str, behaviour: int, epochs: int = 2) -> str:
    status, run = call(f"{server}/api/runs", body(behaviour, epochs))
    assert status == 201, run
    return str(run["id"])


def stop(server: str, run_id: str) -> None:
    call(f"{server}/api/runs/{run_id}/commands", {"command": "stop"})


def test_a_run_is_started_listed_watched_to_its_end_and_looked_back_at(server: str) -> None:
    status, run = call(f"{server}/api/runs", body(GOOD))
    assert status == 201
    assert (run["status"], run["step"], run["steps_total"], run["error"]) == ("starting", 0, 40, None)
    assert run["spec"]["batch_size"] == 4
    assert run["spec"]["optimizer"]["learning_rate"] > 0, "every default is written out"
    watcher = play(watch_to_the_end(server, run["id"]))
    assert watcher.page.kinds[0] == "history"
    assert watcher.page.kinds[-2:] == ["ended", "state"]
    assert {"started", "steps", "snapshot", "epoch", "state"} < set(watcher.page.kinds)
    assert watcher.page.steps == [*range(1, 41)]
    assert watcher.page.losses[3] == 1 / 4
    one = call(f"{server}/api/runs/{run['id']}")[1]
    assert (one["status"], one["step"], one["test_accuracy"]) == ("finished", 40, 0.75)
    assert call(f"{server}/api/runs")[1][0]["id"] == run["id"]
    history = call(f"{server}/api/runs/{run['id']}/history")[1]
    assert history["steps"]["step"] == watcher.page.steps
    assert history["snapshots"][:3] == [0, 5, 10]
    later = call(f"{server}/api/runs/{run['id']}/history?after={watcher.page.last_id}")[1]
    assert later["steps"]["step"] == []
    snapshot = call(f"{server}/api/runs/{run['id']}/moments/13")[1]["snapshot"]
    assert snapshot["step"] == 10
    assert base64.b64decode(snapshot["picture"]["data"]) == bytes([10]) * 30
    assert "weights" not in snapshot


async def watch_to_the_end(server: str, run_id: str) -> Watcher:
    watcher = await Watcher(server, run_id).open()
    return await watcher.until(has_ended)


def test_the_stream_is_neither_collected_nor_compressed_nor_kept_on_its_way(server: str) -> None:
    run_id = start(server, GOOD, epochs=1)
    headers = play(watch_to_the_end(server, run_id)).headers
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["x-accel-buffering"] == "no"
    assert "no-store" in headers["cache-control"]
    assert "content-encoding" not in headers


def test_200_viewers_one_slow_one_late_one_asleep_and_one_that_comes_back_end_with_the_same_points(
    server: str,
) -> None:
    async def slow(watcher: Watcher) -> Watcher:
        await watcher.open(buffer_bytes=4096)
        return await watcher.until(has_ended, pause=0.15)

    async def late(watcher: Watcher) -> Watcher:
        await asyncio.sleep(1.5)
        await watcher.open()
        return await watcher.until(has_ended)

    async def asleep(watcher: Watcher) -> Watcher:
        await watcher.open(buffer_bytes=4096)
        await asyncio.sleep(3)
        return await watcher.until(has_ended)

    async def back_again(watcher: Watcher) -> Watcher:
        await watcher.open()
        for steps in (100, 250, 400):
            await watcher.until(lambda page, steps=steps: len(page.steps) >= steps)
            watcher.close()
            await asyncio.sleep(0.2)
            known = str(watcher.page.last_id)
            await watcher.open(query="?after=1", Last_Event_ID=known)
        return await watcher.until(has_ended)

    async def usual(watcher: Watcher) -> Watcher:
        await watcher.open()
        return await watcher.until(has_ended)

    async def scenario() -> list[Watcher]:
        run_id = await asyncio.to_thread(start, server, CROWD, 30)
        kinds = [slow, late, asleep, back_again, *[usual] * 196]
        return await asyncio.gather(*(kind(Watcher(server, run_id)) for kind in kinds))

    watchers = play(scenario())
    by_id: dict[tuple[int, str], bytes] = {}
    for watcher in watchers:
        assert watcher.page.steps == [*range(1, 601)]
        assert watcher.page.losses == [1 / step for step in range(1, 601)]
        assert watcher.page.epochs == [*range(1, 31)]
        assert watcher.page.ended == watchers[0].page.ended
        assert watcher.page.recorded == watchers[0].page.recorded, "all can go back to the same moments"
        for event, block in watcher.blocks.items():
            assert by_id.setdefault(event, block) == block, "every viewer gets the same bytes"
    assert watchers[3].page.kinds.count("history") == 4
    # On a busy machine a picture may have been passed over by all of them; nothing else may be missing.
    assert len(by_id) > 30


def test_who_stops_reading_does_not_hold_up_the_others_and_is_caught_up(server: str) -> None:
    async def scenario() -> None:
        run_id = await asyncio.to_thread(start, server, HUGE)
        asleep = await Watcher(server, run_id).open(buffer_bytes=4096)
        awake = await Watcher(server, run_id).open()
        await awake.until(has_ended)
        await asleep.until(has_ended)
        assert asleep.page.steps == awake.page.steps == [*range(1, 41)]
        assert asleep.page.kinds.count("snapshot") < awake.page.kinds.count("snapshot")

    play(scenario())


def test_two_tabs_command_one_run_and_both_see_what_became_of_it(server: str) -> None:
    async def scenario() -> None:
        run_id = await asyncio.to_thread(start, server, ENDLESS)
        tabs = [await Watcher(server, run_id).open() for _ in range(2)]

        async def both(status: str) -> None:
            for tab in tabs:
                await tab.until(lambda page: page.run.get("status") == status)

        async def tell(**command: Any) -> tuple[int, Any]:
            return await asyncio.to_thread(call, f"{server}/api/runs/{run_id}/commands", command)

        await both("running")
        answers = await asyncio.gather(tell(command="pause"), tell(command="pause"))
        assert [(status, run["status"]) for status, run in answers] == [(202, "paused")] * 2
        await both("paused")
        await tell(command="set", learning_rate=0.3)
        drawn = base64.b64encode(bytes(28 * 28)).decode()
        assert (await tell(command="probe", probe={"pixels": drawn}))[0] == 202
        assert (await tell(command="probe", probe={"split": "validation", "index": 2}))[0] == 202
        await tell(command="resume")
        await both("running")
        for tab in tabs:
            await tab.until(lambda page: "settings" in page.kinds)
        assert (await tell(command="stop"))[0] == 202
        await both("stopped")
        status, refused = await tell(command="resume")
        assert (status, refused["error"]["code"], refused["error"]["value"]) == (409, "run_ended", run_id)

    play(scenario())


def test_the_place_in_the_queue_is_told_to_those_who_wait() -> None:
    async def scenario(server: str) -> None:
        first, second, third = [await asyncio.to_thread(start, server, ENDLESS) for _ in range(3)]
        waiting = await Watcher(server, third).open()
        await waiting.until(lambda page: page.run.get("position") == 2)
        status, refused = await asyncio.to_thread(call, f"{server}/api/runs", body(GOOD))
        assert (status, refused["error"]["code"], refused["error"]["limit"]) == (503, "queue_full", 2)
        await asyncio.to_thread(stop, server, second)
        await waiting.until(lambda page: page.run["position"] == 1)
        await asyncio.to_thread(stop, server, first)
        await waiting.until(lambda page: page.run["status"] == "running")

    with serve_runs(run_slots=1, run_queue=2) as server:
        play(scenario(server))


def test_a_failure_is_told_to_the_viewers_in_both_languages(server: str) -> None:
    run_id = start(server, GREEDY)
    error = play(watch_to_the_end(server, run_id)).page.run["error"]
    assert (error["code"], error["limit"]) == ("run_out_of_memory", 512)
    assert "512 MiB" in error["message"]["zh"]
    assert "512 MiB" in error["message"]["en"]
    assert error["remedy"]["en"]


@pytest.mark.parametrize(
    ("path", "given", "status", "code", "field"),
    [
        ("/none", None, 404, "run_unknown", "run"),
        ("/none/history", None, 404, "run_unknown", "run"),
        ("/none/events", None, 404, "run_unknown", "run"),
        ("/none/moments/3", None, 404, "run_unknown", "run"),
        ("/none/commands", {"command": "stop"}, 404, "run_unknown", "run"),
        ("/none/events?after=x", None, 422, "field_not_a_number", "after"),
        (
            "",
            {"optimizer": {"learning_rate": 0}},
            422,
            "learning_rate_not_positive",
            "optimizer.learning_rate",
        ),
        (
            "",
            {"optimizer": {"learning_rate": -1}},
            422,
            "learning_rate_not_positive",
            "optimizer.learning_rate",
        ),
        (
            "",
            {"optimizer": {"learning_rate": 1e9}},
            422,
            "learning_rate_too_large",
            "optimizer.learning_rate",
        ),
        ("", {"epoch": 3}, 422, "field_unknown", "epoch"),
        ("", {"data": {"name": "nowhere"}}, 422, "dataset_unknown", "data.name"),
        ("", {"data": [1]}, 422, "field_not_an_object", "data"),
    ],
)
def test_what_is_not_possible_is_refused_by_its_name(
    server: str, path: str, given: Any, status: int, code: str, field: str
) -> None:
    answered, answer = call(f"{server}/api/runs{path}", given)
    assert (answered, answer["error"]["code"], answer["error"]["field"]) == (status, code, field)


def test_a_picture_that_cannot_be_read_is_refused(server: str) -> None:
    run_id = start(server, ENDLESS)
    for probe, code in (
        ({"pixels": "not base64"}, "picture_malformed"),
        ({"pixels": "AAAA"}, "probe_shape_misfit"),
        ({"split": "validation"}, "picture_malformed"),
        ({"split": "validation", "index": True}, "picture_malformed"),
        ("picture", "picture_malformed"),
        (None, "field_missing"),
    ):
        command = {"command": "probe", "probe": probe}
        status, answer = call(f"{server}/api/runs/{run_id}/commands", command)
        assert (status, answer["error"]["code"]) == (422, code), probe
    stop(server, run_id)


def test_an_id_that_is_none_or_from_the_future_gives_everything(server: str) -> None:
    async def scenario() -> None:
        run_id = await asyncio.to_thread(start, server, GOOD, 1)
        whole = await watch_to_the_end(server, run_id)
        for known in ("nonsense", "99999", "-3", "9" * 5000, ""):
            again = await Watcher(server, run_id).open(Last_Event_ID=known)
            await again.until(has_ended)
            assert again.page.steps == whole.page.steps
        page = Page()
        page.last_id = whole.page.last_id
        nothing = await Watcher(server, run_id).open(query=f"?after={whole.page.last_id}")
        nothing.page = page
        await nothing.until(lambda page: page.kinds == ["history"])
        assert nothing.page.steps == []

    play(scenario())


def test_head_of_a_stream_is_answered_and_ends(server: str) -> None:
    async def scenario() -> bytes:
        host, _, port = server.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        run_id = await asyncio.to_thread(start, server, ENDLESS)
        writer.write(
            f"HEAD /api/runs/{run_id}/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        )
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        deadline = time.monotonic() + 2
        while (await asyncio.to_thread(call, f"{server}/api/runs/{run_id}"))[1]["viewers"]:
            assert time.monotonic() < deadline, "the viewer is still counted"
        await asyncio.to_thread(stop, server, run_id)
        return answer

    answer = play(scenario())
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"text/event-stream" in answer
    assert answer.endswith(b"\r\n\r\n")
