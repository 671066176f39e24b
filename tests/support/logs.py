"""What is logged when somebody asks for everything."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def everything_is_logged(path: Path) -> Iterator[None]:
    """All that any logger says, ours and those of libraries, in the file at *path*, and nowhere
    else: pytest's own handlers make it three times slower."""
    root, handler = logging.getLogger(), logging.FileHandler(path, "w", "utf-8")
    late = ["aiosqlite", "sqlalchemy.engine", "sqlalchemy.pool"]  # imported by need
    loggers = [root, *map(logging.getLogger, [*root.manager.loggerDict, *late])]
    levels = [(logger, logger.level) for logger in loggers]
    handlers = root.handlers
    root.handlers = [handler]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for logger, level in levels:
            logger.setLevel(level)
        root.handlers = handlers
        handler.close()
