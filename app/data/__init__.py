"""Pictures: read, written, drawn."""
