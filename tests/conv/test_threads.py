"""Work shared out: every number once, nobody waits for a thread that has nothing to do, errors are errors."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, get_ident

import pytest

from app.conv import threads as subject
from app.conv.threads import share


@pytest.fixture
def three_helpers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a machine with four cores."""
    with ThreadPoolExecutor(3) as helpers:
        monkeypatch.setattr(subject, "_helpers", helpers)
        yield


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
@pytest.mark.parametrize("count", [1, 2, 5, 1000])
@pytest.mark.usefixtures("three_helpers")
def test_every_number_is_worked_on_once(count, threads):
    done: list[int] = []
    share(done.extend, count, threads)
    assert sorted(done) == list(range(count))


@pytest.mark.usefixtures("three_helpers")
def test_four_threads_work_at_the_same_time():
    """Nobody gets past the barrier before four are there."""
    barrier, seen = Barrier(4, timeout=30), set()

    def work(numbers: Iterator[int]) -> None:
        for _ in numbers:
            barrier.wait()
            seen.add(get_ident())

    share(work, 8, 4)
    assert len(seen) == 4


def test_a_helper_that_has_not_begun_is_not_waited_for(monkeypatch):
    free = Event()
    with ThreadPoolExecutor(1) as busy:
        busy.submit(free.wait)
        monkeypatch.setattr(subject, "_helpers", busy)
        done: list[int] = []
        share(done.extend, 5, 2)
        assert done == [0, 1, 2, 3, 4]
        free.set()


@pytest.mark.parametrize("bad", [0, 9])
@pytest.mark.usefixtures("three_helpers")
def test_an_error_in_any_thread_is_raised_here(bad):
    def work(numbers: Iterator[int]) -> None:
        for number in numbers:
            if number == bad:
                raise ValueError(number)

    for threads in (1, 2, 4):
        with pytest.raises(ValueError, match=str(bad)):
            share(work, 10, threads)
