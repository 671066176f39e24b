"""What SQLAlchemy and the drivers raise, as `StorageError`."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StorageError


@contextmanager
def our_errors() -> Iterator[None]:
    """Turns what SQLAlchemy raises into `StorageError`."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StorageError(f"{type(error).__name__}: {first_line(error)}") from error


def first_line(error: SQLAlchemyError) -> str:
    """Without the statement and its values, which SQLAlchemy and the server add below it."""
    origin = getattr(error, "orig", None)
    return str(origin or error).partition("\n")[0]


def from_the_driver(context: ExceptionContext) -> StorageError | None:
    """Listens to `handle_error`: what a driver raises outside its own tree of errors.

    Such as a connection that breaks, or a number that fits no column.
    """
    raw = context.original_exception
    if context.sqlalchemy_exception is not None or not isinstance(raw, Exception):
        return None
    return StorageError(f"{type(raw).__name__}: {str(raw).partition(chr(10))[0]}")
