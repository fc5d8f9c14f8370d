"""Convolutional networks in NumPy, plain enough to read: layers, losses, optimisers, initialisation.

This is the definition that a faster executor is held to. Every layer (``layer.py`` says what one is) knows
its shapes, parameters and multiplications without running; every derivative stands beside its function and is
checked against finite differences. Where a kernel meets its input is asked of ``app.conv``: the geometry of a
layer is that of a filter.
"""
