"""Code to take away: a filter chain as a short script for NumPy, OpenCV or PyTorch."""
