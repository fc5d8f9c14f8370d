"""Results are computed once, kept within a budget, and never kept when they failed."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.services.result_cache import ResultCache


def cache(budget: int = 10) -> ResultCache[str]:
    """A text weighs as many bytes as it has letters."""
    return ResultCache(budget, len)


def refuse() -> str:
    raise AssertionError("computed again")


def test_a_kept_result_is_not_computed_again():
    results = cache()
    assert results.get_or_compute("a", lambda: "four") == "four"
    assert results.get_or_compute("a", refuse) == "four"
    assert results.kept_bytes == 4


def test_the_least_recently_used_leaves_first():
    """Room for 10: asking for a again makes b the oldest when c comes."""
    results = cache()
    results.get_or_compute("a", lambda: "aaaa")
    results.get_or_compute("b", lambda: "bbbb")
    results.get_or_compute("a", refuse)
    results.get_or_compute("c", lambda: "ccc")
    assert results.kept_bytes == 7
    results.get_or_compute("a", refuse)
    results.get_or_compute("c", refuse)
    assert results.get_or_compute("b", lambda: "new") == "new"


def test_several_small_ones_make_room_for_a_large_one():
    results = cache()
    for key in "abc":
        results.get_or_compute(key, lambda: "xxx")
    results.get_or_compute("large", lambda: "yyyyyyyy")
    assert results.kept_bytes == 8


def test_what_is_heavier_than_the_budget_is_returned_and_not_kept():
    results = cache()
    results.get_or_compute("small", lambda: "s")
    assert results.get_or_compute("heavy", lambda: "x" * 11) == "x" * 11
    assert results.kept_bytes == 1
    results.get_or_compute("small", refuse)
    assert results.get_or_compute("heavy", lambda: "again") == "again"


def test_exactly_the_budget_is_kept():
    results = cache()
    results.get_or_compute("a", lambda: "x" * 10)
    results.get_or_compute("a", refuse)


def test_eight_who_ask_at_once_share_one_computation():
    results, computed = cache(), []
    everyone = threading.Barrier(8)
    release = threading.Event()

    def compute() -> str:
        computed.append(threading.get_ident())
        release.wait(10)
        return "".join(["o", "k"])

    def ask() -> str:
        everyone.wait(10)
        return results.get_or_compute("key", compute)

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(ask) for _ in range(8)]
        release.set()
        first, *others = [answer.result(10) for answer in answers]
    assert len(computed) == 1
    assert all(other is first for other in others)


class WatchedKey:
    """Knows how many threads have looked for it, so that a test can wait until they wait."""

    def __init__(self) -> None:
        self.seekers: set[int] = set()

    def __hash__(self) -> int:
        self.seekers.add(threading.get_ident())
        return 1


def test_a_failure_reaches_everyone_who_waits_and_is_forgotten():
    """Whoever looks for the key holds the cache's lock, so the failure cannot slip past him."""
    results, key = cache(), WatchedKey()

    def fail() -> str:
        deadline = time.monotonic() + 10
        while len(key.seekers) < 4 and time.monotonic() < deadline:
            time.sleep(0.001)
        raise ValueError("no luck")

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(results.get_or_compute, key, fail) for _ in range(4)]
        failures = {id(one.exception(20)) for one in asked}
    assert len(failures) == 1
    assert isinstance(asked[0].exception(), ValueError)
    assert results.kept_bytes == 0
    assert results.get_or_compute(key, lambda: "luck") == "luck"


def test_a_result_that_cannot_be_weighed_leaves_nobody_waiting():
    def weigh(_: object) -> int:
        raise TypeError("no weight")

    results: ResultCache[object] = ResultCache(10, weigh)
    for _ in range(2):
        with pytest.raises(TypeError):
            results.get_or_compute("key", object)


def test_different_keys_do_not_wait_for_each_other():
    results = cache()
    release, inside = threading.Event(), threading.Event()

    def slow() -> str:
        inside.set()
        release.wait(10)
        return "slow"

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(results.get_or_compute, "slow", slow)
        assert inside.wait(10)
        assert results.get_or_compute("quick", lambda: "quick") == "quick"
        release.set()
        assert first.result(10) == "slow"
