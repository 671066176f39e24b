"""Matrix: what a homeserver tells, as our events."""
