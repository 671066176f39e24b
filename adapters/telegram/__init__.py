"""Telegram: what comes in by long polls of its Bot API, what goes out as calls of it."""
