"""Rows shared out: every row once, and an error anywhere is an error."""

from __future__ import annotations

import pytest

from app.conv.threads import share_rows


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
@pytest.mark.parametrize("rows", [1, 2, 5, 100])
def test_every_row_is_worked_on_once(rows, threads):
    done: list[int] = []
    share_rows(lambda first, last: done.extend(range(first, last)), rows, threads)
    assert sorted(done) == list(range(rows))


def test_the_parts_are_about_equal():
    parts: list[tuple[int, int]] = []
    share_rows(lambda first, last: parts.append((first, last)), 10, 4)
    assert sorted(parts) == [(0, 2), (2, 5), (5, 7), (7, 10)]


@pytest.mark.parametrize("bad", [0, 9])
def test_an_error_of_any_part_is_raised_here_when_the_others_have_ended(bad):
    done: list[int] = []

    def work(first: int, last: int) -> None:
        if first <= bad < last:
            raise ValueError(bad)
        done.extend(range(first, last))

    with pytest.raises(ValueError, match=str(bad)):
        share_rows(work, 10, 2)
    assert len(done) == 5
