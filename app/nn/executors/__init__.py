"""Faster ways through the same layers; what they compute is defined by the plain layers of ``app.nn``.

``fast`` divides a batch, ``plan`` chooses stages, and every stage states its idea in its first lines.
"""
