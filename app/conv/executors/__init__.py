"""Ways to compute a correlation, each held to the plain one."""
