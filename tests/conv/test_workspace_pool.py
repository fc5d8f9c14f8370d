"""Memory that is used again: lent to one at a time, and never more than agreed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from app.conv.executors.workspace_pool import WorkspacePool


class Memory:
    """Some bytes, and who uses them."""

    def __init__(self, nbytes: int) -> None:
        self.nbytes = nbytes
        self.users = 0


def test_what_was_given_back_is_lent_again():
    pool: WorkspacePool[Memory] = WorkspacePool(100)
    with pool.lend("a", lambda: Memory(40)) as first:
        pass
    with pool.lend("a", lambda: Memory(40)) as second, pool.lend("a", lambda: Memory(40)) as third:
        assert second is first
        assert third is not first
    assert pool.held_bytes() == 80


def test_another_key_gets_another_workspace():
    pool: WorkspacePool[Memory] = WorkspacePool(100)
    with pool.lend("a", lambda: Memory(1)) as first:
        pass
    with pool.lend("b", lambda: Memory(1)) as second:
        assert second is not first


def test_the_longest_unused_goes_when_it_is_too_much():
    pool: WorkspacePool[Memory] = WorkspacePool(100)
    kept = {}
    for name in "abc":
        with pool.lend(name, lambda: Memory(45)) as kept[name]:
            pass
    assert pool.held_bytes() == 90
    with pool.lend("b", lambda: Memory(45)) as again:
        assert again is kept["b"]
    with pool.lend("a", lambda: Memory(45)) as again:
        assert again is not kept["a"]


def test_a_band_larger_than_the_pool_is_not_kept():
    pool: WorkspacePool[Memory] = WorkspacePool(100)
    with pool.lend("a", lambda: Memory(101)):
        pass
    assert pool.held_bytes() == 0


def test_a_band_comes_back_from_work_that_failed():
    pool: WorkspacePool[Memory] = WorkspacePool(100)
    try:
        with pool.lend("a", lambda: Memory(7)):
            raise ValueError
    except ValueError:
        pass
    assert pool.held_bytes() == 7


def test_no_band_has_two_users_and_the_pool_stays_bounded_among_many_threads():
    pool: WorkspacePool[Memory] = WorkspacePool(1000)
    made = count()

    def make() -> Memory:
        next(made)
        return Memory(100)

    def work(number: int) -> Iterator[int]:
        with pool.lend(number % 3, make) as memory:
            memory.users += 1
            alone = memory.users == 1
            sum(range(200))
            memory.users -= 1
        assert alone
        assert pool.held_bytes() <= 1000
        return iter(())

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(2000)))
    assert next(made) < 2000
