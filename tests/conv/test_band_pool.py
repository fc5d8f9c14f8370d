"""Memory that is used again: lent to one at a time, and never more than agreed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from app.conv.executors.band_pool import BandPool


class Band:
    """Some bytes, and who uses them."""

    def __init__(self, nbytes: int) -> None:
        self.nbytes = nbytes
        self.users = 0


def test_what_was_given_back_is_lent_again():
    pool: BandPool[Band] = BandPool(100)
    with pool.lend("a", lambda: Band(40)) as first:
        pass
    with pool.lend("a", lambda: Band(40)) as second, pool.lend("a", lambda: Band(40)) as third:
        assert second is first
        assert third is not first
    assert pool.held_bytes() == 80


def test_another_key_gets_another_band():
    pool: BandPool[Band] = BandPool(100)
    with pool.lend("a", lambda: Band(1)) as first:
        pass
    with pool.lend("b", lambda: Band(1)) as second:
        assert second is not first


def test_the_longest_unused_goes_when_it_is_too_much():
    pool: BandPool[Band] = BandPool(100)
    kept = {}
    for name in "abc":
        with pool.lend(name, lambda: Band(45)) as kept[name]:
            pass
    assert pool.held_bytes() == 90
    with pool.lend("b", lambda: Band(45)) as again:
        assert again is kept["b"]
    with pool.lend("a", lambda: Band(45)) as again:
        assert again is not kept["a"]


def test_a_band_larger_than_the_pool_is_not_kept():
    pool: BandPool[Band] = BandPool(100)
    with pool.lend("a", lambda: Band(101)):
        pass
    assert pool.held_bytes() == 0


def test_a_band_comes_back_from_work_that_failed():
    pool: BandPool[Band] = BandPool(100)
    try:
        with pool.lend("a", lambda: Band(7)):
            raise ValueError
    except ValueError:
        pass
    assert pool.held_bytes() == 7


def test_no_band_has_two_users_and_the_pool_stays_bounded_among_many_threads():
    pool: BandPool[Band] = BandPool(1000)
    made = count()

    def make() -> Band:
        next(made)
        return Band(100)

    def work(number: int) -> Iterator[int]:
        with pool.lend(number % 3, make) as band:
            band.users += 1
            alone = band.users == 1
            sum(range(200))
            band.users -= 1
        assert alone
        assert pool.held_bytes() <= 1000
        return iter(())

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(2000)))
    assert next(made) < 2000
