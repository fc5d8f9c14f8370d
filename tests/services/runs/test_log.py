"""The log of a run: numbered, bounded, and complete after any id."""

from __future__ import annotations

import orjson

from app.services.runs import log as log_module
from app.services.runs.archive import Archive
from app.services.runs.log import RunLog


def columns(*steps: int) -> dict[str, tuple[float, ...]]:
    return {
        "step": steps,
        "epoch": tuple(1 for _ in steps),
        "loss": tuple(1 / step for step in steps),
        "accuracy": tuple(0.5 for _ in steps),
        "learning_rate": tuple(0.1 for _ in steps),
    }


def told(log: RunLog, after: int) -> dict:
    answer: dict = orjson.loads(log.history(after, b'{"id":"r"}'))
    return answer


def filled() -> RunLog:
    log = RunLog(1000)
    assert log.append("state", b"{}") == 1
    assert log.append("started", b'{"s":1}') == 2
    assert log.append("snapshot", b'{"step":0}', 0) == 3
    assert log.append_steps(columns(1, 2)) == 4
    assert log.append("epoch", b'{"epoch":1}') == 5
    assert log.append_steps(columns(3)) == 6
    assert log.append("snapshot", b'{"step":3}', 3) == 7
    return log


def test_without_an_id_everything_is_told_and_behind_the_last_one_nothing() -> None:
    log = filled()
    whole = told(log, 0)
    assert whole["steps"]["step"] == [1, 2, 3]
    assert whole["steps"]["loss"] == [1, 1 / 2, 1 / 3]
    assert (whole["after"], whole["run"], whole["started"]) == (0, {"id": "r"}, {"s": 1})
    assert (whole["snapshots"], whole["snapshot"]) == ([0, 3], {"step": 3})
    assert (whole["epochs"], whole["settings"], whole["moment"], whole["ended"]) == (
        [{"epoch": 1}],
        [],
        None,
        None,
    )
    nothing = told(log, 7)
    assert nothing["after"] == 7
    assert nothing["steps"]["step"] == nothing["epochs"] == nothing["snapshots"] == []
    assert nothing["started"] is nothing["snapshot"] is None


def test_whatever_id_a_viewer_has_seen_both_parts_make_the_whole() -> None:
    for after in range(1, 8):
        log, later = filled(), filled()
        before = [
            step for step in told(log, 0)["steps"]["step"] if step not in told(later, after)["steps"]["step"]
        ]
        assert before + told(later, after)["steps"]["step"] == [1, 2, 3]
    assert told(filled(), 4)["steps"]["step"] == [3]
    assert told(filled(), 3)["snapshots"] == [3]


def test_an_id_the_run_has_not_reached_is_as_good_as_none() -> None:
    log = filled()
    assert told(log, 8)["after"] == 0
    assert told(log, -1)["steps"]["step"] == [1, 2, 3]


def test_who_asks_before_the_next_event_gets_the_very_same_bytes() -> None:
    log = filled()
    first = log.history(0, b'{"viewers":1}')
    assert log.history(0, b'{"viewers":2}') is first
    log.append("state", b"{}")
    assert log.history(0, b'{"viewers":2}') is not first


def test_too_many_steps_lose_every_second_one_of_the_older_half(monkeypatch) -> None:
    monkeypatch.setattr(log_module, "LARGEST_ROWS", 8)
    log = RunLog(1000)
    for step in range(1, 10):
        log.append_steps(columns(step))
    assert told(log, 0)["steps"]["step"] == [1, 3, 5, 6, 7, 8, 9]
    assert told(log, 7)["steps"]["step"] == [8, 9]


def test_old_epochs_lose_their_lists_of_pictures_before_they_are_lost_themselves(monkeypatch) -> None:
    monkeypatch.setattr(log_module, "EPOCHS_BYTES", 400)
    log = RunLog(1000)
    pictures = {"0,1": list(range(20))}
    for epoch in range(1, 7):
        log.append("epoch", orjson.dumps({"epoch": epoch, "confusion_pictures": pictures}))
    epochs = told(log, 0)["epochs"]
    assert [epoch["epoch"] for epoch in epochs] == [1, 2, 3, 4, 5, 6]
    has_pictures = [bool(epoch["confusion_pictures"]) for epoch in epochs]
    assert has_pictures == [False] * 3 + [True] * 3
    for epoch in range(7, 30):
        log.append("epoch", orjson.dumps({"epoch": epoch, "confusion_pictures": pictures}))
    assert len(log.history(0, b"{}")) < 1000
    assert told(log, 0)["epochs"][-1] == {"epoch": 29, "confusion_pictures": pictures}


def test_an_archive_over_its_budget_keeps_the_ends_and_what_is_important() -> None:
    archive = Archive(50)
    for step in range(6):
        archive.add(step, bytes(10), is_important=step == 3)
    assert archive.steps == [0, 2, 3, 5]
    assert archive.kept_bytes == 40
    archive.shrink(15)
    assert archive.steps == [5]


def test_an_archive_is_asked_for_the_nearest_before_a_step() -> None:
    archive = Archive(1000)
    assert archive.at(3) is None
    for step in (2, 4, 8):
        archive.add(step, b"%d" % step)
    archive.add(4, b"again")
    assert archive.at() == (8, b"8")
    assert archive.at(7) == (4, b"again")
    assert archive.at(8) == (8, b"8")
    assert archive.at(1) == (2, b"2")
    assert archive.kept_bytes == 7


def test_one_that_is_heavier_than_the_budget_is_kept_alone() -> None:
    archive = Archive(5)
    archive.add(1, bytes(10))
    archive.add(2, bytes(10))
    assert archive.steps == [2]
