"""When something was, as Matrix tells it."""

from datetime import UTC, datetime, timedelta

from adapters.fields import Json

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(of: Json, key: str, otherwise: datetime) -> datetime:
    """Matrix tells milliseconds."""
    told = of.get(key)
    if not isinstance(told, int) or isinstance(told, bool) or told <= 0:
        return otherwise
    try:
        return _EPOCH + timedelta(milliseconds=told)
    except OverflowError:
        return otherwise
