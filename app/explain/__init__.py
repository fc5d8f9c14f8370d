"""Explanations as data: what a page, a notebook or a test can play back."""
