"""Whether all that the bot needs is in order, and what to do where it is not."""
