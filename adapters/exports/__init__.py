"""Chat exports as events: one file a format, and `open_exports` to find out which it is."""

from adapters.exports.open import open_exports, open_labelled

__all__ = ["open_exports", "open_labelled"]
