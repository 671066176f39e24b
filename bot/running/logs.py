"""One JSON object a line on standard error; numbers and kinds only, never words or names."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

_TALKATIVE = ("alembic", "apscheduler", "httpcore", "httpx", "sqlalchemy", "telegram")
"""Some of these log addresses, and a token is part of Telegram's."""


def begin() -> None:
    handler = logging.StreamHandler(sys.stderr)
    fields = "{asctime}{levelname}{name}{message}"
    handler.setFormatter(JsonFormatter(fields, style="{", rename_fields={"levelname": "level"}))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
