"""What both forms of a dossier say alike."""

from bot.model.finding import Reason
from bot.texts import Texts


def reason_in_words(reason: Reason, texts: Texts) -> str:
    """What an older version saw may have no words any more; the file is made all the same."""
    try:
        return texts.reason(reason)
    except KeyError:
        return texts("word.reason.older")
