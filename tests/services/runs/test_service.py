"""Runs in real processes: slots, queue, commands, and that nothing is left of them."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import orjson
import pytest

from app.conv.errors import DomainError
from app.services.runs.commands import Command
from app.services.runs.run import Run
from app.services.runs.service import RunService
from app.training.controls import Probe
from tests.services.runs.support import Page, ended, is_alive, rested, service, spec, until
from tests.services.runs.tasks import DEAF, ENDLESS, GOOD, HUGE


def history(run: Run) -> dict[str, Any]:
    told: dict[str, Any] = orjson.loads(run.history(0))
    return told


def pid_of(runs: RunService, run: Run) -> int:
    pid = runs._processes[run.id].pid
    assert pid is not None
    return pid


def test_a_run_goes_from_its_first_event_to_its_last_and_leaves_its_weights() -> None:
    async def scenario() -> None:
        async with service() as runs:
            run = await runs.submit(spec(GOOD))
            assert (run.status, run.position) == ("starting", None)
            await ended(run)
            assert (run.status, run.error) == ("finished", None)
            told = history(run)
            assert told["steps"]["step"] == [*range(1, 41)]
            assert told["steps"]["loss"][2] == 1 / 3
            assert [epoch["epoch"] for epoch in told["epochs"]] == [1, 2]
            assert told["started"]["steps_per_epoch"] == 20
            assert told["snapshots"] == [0, 5, 10, 15, 20, 25, 30, 35, 40]
            assert told["ended"]["reason"] == "finished"
            assert "weights" not in told["ended"]
            view = run.view()
            assert view["best"] == {"epoch": 2, "validation_accuracy": 0.2}
            assert (view["step"], view["epoch"], view["steps_total"]) == (40, 2, 40)
            assert view["test_accuracy"] == 0.75
            assert runs.list() == [run]
            assert orjson.loads(runs.moment(run.id, 17) or b"")["step"] == 15
            found = runs.weights_at(run.id, 12)
            assert found is not None
            assert found[0] == 10
            assert found[1].tolist() == [10, 0.5, -1]
            best = runs.best_weights(run.id)
            assert best is not None
            assert best.tolist() == [40, 0.5, -1]
            await until(lambda: not runs._processes)

    asyncio.run(scenario())


def test_who_comes_too_late_for_a_slot_waits_and_sees_the_place_in_the_queue() -> None:
    async def scenario() -> None:
        async with service(run_slots=1, run_queue=2) as runs:
            first = await runs.submit(spec(ENDLESS))
            second = await runs.submit(spec(ENDLESS))
            third = await runs.submit(spec(GOOD))
            places = [(run.status, run.position) for run in (first, second, third)]
            assert places == [("starting", None), ("queued", 1), ("queued", 2)]
            with pytest.raises(DomainError, match="queue_full") as refused:
                await runs.submit(spec(GOOD))
            assert (refused.value.value, refused.value.limit) == (2, 2)
            viewer = runs.subscribe(third.id)
            page = Page().read(await anext(viewer))
            assert page.run["position"] == 2
            runs.command(second.id, Command("stop"))
            assert (second.status, third.position) == ("stopped", 1)
            page.read(await anext(viewer))
            assert page.run["position"] == 1
            runs.command(first.id, Command("stop"))
            await ended(first)
            await ended(third)
            assert (first.status, third.status) == ("stopped", "finished")
            assert history(first)["ended"]["reason"] == "stopped"

    asyncio.run(scenario())


def test_what_is_commanded_while_a_run_waits_is_done_when_its_turn_comes() -> None:
    async def scenario() -> None:
        async with service(run_slots=1) as runs:
            first = await runs.submit(spec(GOOD))
            second = await runs.submit(spec(ENDLESS))
            runs.command(second.id, Command("pause"))
            runs.command(second.id, Command("set", learning_rate=0.5))
            assert second.status == "queued"
            await ended(first)
            await until(lambda: second.status == "paused" and history(second)["snapshot"])
            assert second.step == 0
            runs.command(second.id, Command("step"))
            await until(lambda: second.step == 1)
            assert history(second)["settings"][0]["learning_rate"] == 0.5

    asyncio.run(scenario())


def test_commands_change_the_state_at_once_for_everybody_and_twice_is_once() -> None:
    async def scenario() -> None:
        async with service() as runs:
            run = await runs.submit(spec(ENDLESS))
            pages = [Page(), Page()]
            viewers = [runs.subscribe(run.id), runs.subscribe(run.id)]

            async def follow(status: str) -> None:
                for page, viewer in zip(pages, viewers, strict=True):
                    while page.run.get("status") != status:
                        page.read(await anext(viewer))

            await follow("running")
            for _ in range(2):
                assert runs.command(run.id, Command("pause")).status == "paused"
            await follow("paused")
            states = [page.kinds.count("state") for page in pages]
            assert runs.command(run.id, Command("pause")).status == "paused"
            resting_at = await rested(run)
            runs.command(run.id, Command("step"))
            await until(lambda: run.step == resting_at + 1)
            assert (run.status, run.view()["samples_per_second"]) == ("paused", 0)
            runs.command(run.id, Command("slow"))
            await until(lambda: history(run)["moment"])
            assert run.status == "slow"
            runs.command(run.id, Command("probe", probe=Probe("validation", 7)))
            runs.command(run.id, Command("resume"))
            await follow("running")
            assert [page.kinds.count("state") - count for page, count in zip(pages, states, strict=True)] < [
                9,
                9,
            ]
            await until(lambda: history(run)["snapshot"]["probe"]["index"] == 7)
            await until(lambda: run.view()["samples_per_second"] > 20)

    asyncio.run(scenario())


def test_a_command_that_cannot_be_obeyed_is_refused_and_the_run_goes_on() -> None:
    refused = {
        "choice_unknown": Command("jump"),
        "field_missing: learning_rate": Command("set"),
        "learning_rate_not_positive": Command("set", learning_rate=0),
        "learning_rate_too_large": Command("set", learning_rate=1e9),
        "number_out_of_range": Command("set", momentum=1),
        "field_not_a_number": Command("set", dropout="x"),
        "field_missing: probe": Command("probe"),
        "probe_index_unknown": Command("probe", probe=Probe("validation", 10)),
        "probe_shape_misfit": Command("probe", probe=Probe(pixels=np.zeros((3, 28, 28), np.uint8))),
    }

    async def scenario() -> None:
        async with service() as runs:
            run = await runs.submit(spec(ENDLESS))
            await until(lambda: run.step > 0)
            for code, command in refused.items():
                with pytest.raises(DomainError, match=code):
                    runs.command(run.id, command)
            before = run.step
            await until(lambda: run.step > before)

    asyncio.run(scenario())


def test_unknown_and_ended_runs_take_no_commands() -> None:
    async def scenario() -> None:
        async with service() as runs:
            run = await ended(await runs.submit(spec(GOOD, epochs=1)))
            with pytest.raises(DomainError, match="run_ended") as refused:
                runs.command(run.id, Command("pause"))
            assert refused.value.values["status"] == "finished"
            with pytest.raises(DomainError, match="run_unknown"):
                runs.command("no-such-run", Command("pause"))
            with pytest.raises(DomainError, match="run_unknown"):
                runs.subscribe("no-such-run")

    asyncio.run(scenario())


def test_a_run_that_cannot_be_is_refused_before_it_takes_a_slot() -> None:
    async def scenario() -> None:
        from app.training.spec import from_wire

        layers = [{"kind": "convolution", "filters": 2, "kernel": [40, 40]}]
        async with service() as runs:
            for wire, code in (
                ({"data": {"name": "nowhere"}}, "dataset_unknown"),
                ({"data": {"name": "mnist"}}, "data_dir"),
                ({"network": {"layers": layers}}, "network.layers.0"),
            ):
                with pytest.raises(DomainError, match=code):
                    await runs.submit(from_wire(wire))
            assert runs.list() == []

    asyncio.run(scenario())


def test_the_oldest_ended_runs_are_forgotten_and_their_viewers_told() -> None:
    async def scenario() -> None:
        async with service(runs_kept=1) as runs:
            first = await ended(await runs.submit(spec(GOOD, epochs=1)))
            viewer = runs.subscribe(first.id)
            second = await ended(await runs.submit(spec(GOOD, epochs=1)))
            await until(lambda: runs.list() == [second])
            page = Page()
            async for data in viewer:
                page.read(data)
            assert page.kinds[-1] == "gone"

    asyncio.run(scenario())


def test_a_run_that_nobody_resumes_is_stopped() -> None:
    async def scenario() -> None:
        async with service(paused_seconds=0) as runs:
            run = await runs.submit(spec(ENDLESS))
            runs.command(run.id, Command("pause"))
            await ended(run)
            assert (run.status, run.error) == ("stopped", None)

    asyncio.run(scenario())


def test_a_resting_run_makes_way_for_those_who_wait_only_when_nobody_watches_it() -> None:
    async def scenario() -> None:
        async with service(run_slots=1, unwatched_seconds=0) as runs:
            first = await runs.submit(spec(ENDLESS))
            viewer = runs.subscribe(first.id)
            runs.command(first.id, Command("pause"))
            await until(lambda: first.status == "paused")
            second = await runs.submit(spec(ENDLESS))
            await asyncio.sleep(0.6)  # two looks of the clock
            assert (first.status, second.position) == ("paused", 1), "somebody watches"
            viewer.close()
            await until(lambda: second.status == "running")
            assert (first.status, first.error) == ("stopped", None)
            runs.command(second.id, Command("slow"))
            await asyncio.sleep(0.3)
            assert second.status == "slow", "nobody waits"

    asyncio.run(scenario())


def test_closing_the_service_kills_what_trains_and_ends_every_stream() -> None:
    async def scenario() -> tuple[list[int], float]:
        async with service() as runs:
            training = [await runs.submit(spec(behaviour)) for behaviour in (ENDLESS, DEAF)]
            await until(lambda: all(run.step > 0 for run in training))
            viewer = runs.subscribe(training[0].id)
            pids = [pid_of(runs, run) for run in training]
            started = asyncio.get_running_loop().time()
            await runs.close()
            took = asyncio.get_running_loop().time() - started
            async for data in viewer:
                Page().read(data)
            with pytest.raises(DomainError, match="server_closing"):
                await runs.submit(spec(GOOD))
            return pids, took

    pids, took = asyncio.run(scenario())
    assert not any(is_alive(pid) for pid in pids)
    assert took < 1


def test_a_viewer_who_does_not_read_costs_no_more_than_the_queue() -> None:
    async def scenario() -> None:
        async with service() as runs:
            run = await runs.submit(spec(HUGE))
            asleep = runs.subscribe(run.id)
            page = Page().read(await anext(asleep))
            await ended(run)
            assert asleep.queued_bytes < 2 << 20
            assert run.log.snapshots.kept_bytes <= 16 << 20
            while page.ended is None:
                page.read(await anext(asleep))
            assert page.steps == [*range(1, 41)]
            assert page.epochs == [1, 2]

    asyncio.run(scenario())
