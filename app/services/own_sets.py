"""The visitors' own picture sets: in memory only, within a budget, and never changed under a run.

A set has a name, ``own-…``, and grows picture by picture. Once a run has been asked to learn from it, it
stays as it is, so that whatever is looked up for that run later is what it has learned from: what is added
then begins a set of its own that has the old pictures too.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from threading import Lock

from app.conv.errors import DomainError
from app.data.datasets.open import NAMES, OWN_PREFIX
from app.data.datasets.own import OwnPictures

BUDGET_BYTES = 64 << 20


class OwnSets(Mapping[str, OwnPictures]):
    """Sets by name, safe to use from many threads; the ones unused for longest leave when room is needed.

    As a mapping it is what runs take their data from: a set that is taken by ``[…]`` grows no more.

    Args:
        budget_bytes: what all sets may weigh together; the newest is kept however heavy it is.
    """

    def __init__(self, budget_bytes: int = BUDGET_BYTES) -> None:
        self._budget_bytes = budget_bytes
        self._sets: OrderedDict[str, OwnPictures] = OrderedDict()
        self._learned_from: set[str] = set()
        self._lock = Lock()
        self._growing = Lock()  # one picture after the other: none is lost, one decoder's memory at a time

    def __getitem__(self, name: str) -> OwnPictures:
        with self._lock:
            self._sets.move_to_end(name)  # a KeyError where there is none
            self._learned_from.add(name)
            return self._sets[name]

    def __contains__(self, name: object) -> bool:
        return name in self._sets

    def __iter__(self) -> Iterator[str]:
        with self._lock:
            return iter([*self._sets])

    def __len__(self) -> int:
        return len(self._sets)

    @property
    def kept_bytes(self) -> int:
        """What all sets weigh."""
        with self._lock:
            return self._kept_bytes()

    def look_at(self, name: str) -> OwnPictures | None:
        """The set as it is now, which may grow on; None where there is none."""
        with self._lock:
            if name in self._sets:
                self._sets.move_to_end(name)
            return self._sets.get(name)

    def add(self, pictures: OwnPictures) -> str:
        """Keep a set under a new name, which is returned."""
        name = OWN_PREFIX + secrets.token_hex(4)
        self._keep(name, pictures)
        return name

    def grow(
        self, name: str | None, class_name: str, picture: bytes, *, side: int = 28, is_colour: bool = False
    ) -> tuple[str, bool]:
        """Put one picture, a file, into a set, or (None) begin one.

        Args:
            side, is_colour: of a set that begins.

        Returns:
            The name of the set that has the picture, and whether that is a new one.

        Raises:
            DomainError: ``dataset_unknown``; those of ``OwnPictures.with_picture`` and ``OwnPictures.empty``.
        """
        with self._growing:
            before = OwnPictures.empty(side=side, is_colour=is_colour) if name is None else self.look_at(name)
            if before is None:
                raise DomainError(
                    "dataset_unknown", field="set", value=str(name)[:80], limit=", ".join(NAMES)
                )
            after = before.with_picture(class_name, picture)
            if name is None or name in self._learned_from:
                return self.add(after), True
            self._keep(name, after)
            return name, False

    def _keep(self, name: str, pictures: OwnPictures) -> None:
        with self._lock:
            self._sets[name] = pictures
            self._sets.move_to_end(name)
            while self._kept_bytes() > self._budget_bytes and len(self._sets) > 1:
                forgotten, _ = self._sets.popitem(last=False)
                self._learned_from.discard(forgotten)

    def _kept_bytes(self) -> int:
        return sum(pictures.nbytes for pictures in self._sets.values())
