"""The stores over SQL, one a file. They never commit and speak only `bot.model`."""
