"""Training as a sequence of events: deterministic from its seed, without clock, thread, file or socket."""
