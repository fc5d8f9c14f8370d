"""Filters: what a kernel is made of, and what it does to a picture."""
