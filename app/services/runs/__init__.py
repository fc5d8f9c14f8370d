"""Training runs: a process each, a log each, and any number of viewers.

In the web process, all in its event loop: the ``service`` (slots, queue, clock) has runs; a ``run`` has a
``process``, a ``log`` of numbered events, an ``archive`` of what can be looked back at, and a ``fan_out`` to
its viewers, whose protocol is in ``stream``. In the run's own process: the ``worker`` lets the ``job`` train,
the ``conductor`` pauses it, ``wire`` encodes its events and the ``outbox`` sends them, as ``frames``.
"""
