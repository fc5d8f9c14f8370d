"""The kernels, each built from the reason for its numbers.

One family a file. Every factory returns one `Kernel`, drawn in its docstring as it lies on the
picture under correlation; ``i`` counts rows downwards and ``j`` columns to the right, both from the
middle. No kernel is larger than `LARGEST_SIDE` on either side: the ranges in the catalogue see to it.
"""

from __future__ import annotations
