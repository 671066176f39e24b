"""Instagram's "download your information", as JSON. See `meta`."""

from adapters.exports import meta
from adapters.exports.post import Format, Start
from bot.model.ids import Platform


def _recognises(start: Start) -> bool:
    return meta.network(start) is meta.Network.INSTAGRAM


FORMAT = Format(meta.Network.INSTAGRAM, Platform.META, _recognises, meta.read)
