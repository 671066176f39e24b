"""Chat exports as events: one file a format, and `open_export` to find out which it is."""

from adapters.exports.open import open_export

__all__ = ["open_export"]
