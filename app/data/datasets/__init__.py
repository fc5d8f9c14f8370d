"""Labelled pictures to learn from: drawn by the program, read from official files, or the visitor's own."""
