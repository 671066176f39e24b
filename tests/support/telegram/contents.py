"""What people post besides words, as far as a bot sees it."""

from tests.support.telegram import entities
from tests.support.telegram.state import Json

NEEDS = {
    "text": "can_send_messages",
    "contact": "can_send_messages",
    "location": "can_send_messages",
    "photo": "can_send_photos",
    "voice": "can_send_voice_notes",
    "video": "can_send_videos",
    "document": "can_send_documents",
    "sticker": "can_send_other_messages",
    "poll": "can_send_polls",
}


def needed(content: Json) -> str:
    return next(right for kind, right in NEEDS.items() if kind in content)


def words(text: str) -> Json:
    return entities.read(text, None)


def captioned(caption: str | None) -> Json:
    if not caption:
        return {}
    read = entities.read(caption, None)
    found = {"caption": read["text"]}
    return found | ({"caption_entities": read["entities"]} if "entities" in read else {})


def _file(number: int) -> Json:
    return {"file_id": f"file{number}", "file_unique_id": f"u{number}", "file_size": 2048}


def photo(number: int) -> Json:
    small = _file(number) | {"width": 90, "height": 60}
    return {
        "photo": [small, _file(number) | {"file_id": f"big{number}", "width": 900, "height": 600}]
    }


def voice(number: int) -> Json:
    return {"voice": _file(number) | {"duration": 4, "mime_type": "audio/ogg"}}


def video(number: int) -> Json:
    return {"video": _file(number) | {"duration": 9, "width": 640, "height": 480}}


def document(number: int, name: str) -> Json:
    return {"document": _file(number) | {"file_name": name}}


def sticker(number: int, emoji: str) -> Json:
    size = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": _file(number) | size | {"type": "regular", "emoji": emoji}}


def poll(number: int, question: str, options: tuple[str, ...]) -> Json:
    listed = [
        {"persistent_id": str(place), "text": option, "voter_count": 0}
        for place, option in enumerate(options)
    ]
    return {
        "poll": {
            "id": str(number),
            "question": question,
            "options": listed,
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    }


def contact(first_name: str, phone_number: str) -> Json:
    return {"contact": {"first_name": first_name, "phone_number": phone_number}}


def location(latitude: float, longitude: float) -> Json:
    return {"location": {"latitude": latitude, "longitude": longitude}}
