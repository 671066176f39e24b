"""The bot at work: one process, what it does at set times, and how it fares."""
