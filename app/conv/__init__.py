"""Convolution: geometry, windows, arithmetic, kernels; NumPy only."""
