"""What the server keeps and does for many visitors at once."""
