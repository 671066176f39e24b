"""What the bot knows and decides. Imports neither `adapters` nor `storage` (but `bootstrap`)."""

from importlib.metadata import version

__version__ = version("klaswacht")
