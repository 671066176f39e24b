"""What the bot knows and decides. Imports neither `adapters` nor `storage` (but `bootstrap`)."""

__version__ = "0.1.0"
