"""The chain of what happened, looked through and read."""
