"""Two exports of WhatsApp in one file: nothing of the second goes by unnoticed."""

from pathlib import Path

import pytest

from adapters.exports import open_exports
from tests.unit.exports.reading import AMSTERDAM, DATA, read, refusal

ANDROID = (DATA / "c1-whatsapp-android.txt").read_text(encoding="utf-8")
IPHONE = (DATA / "c2-whatsapp-ios.txt").read_bytes().decode()


def second(content: str, tmp_path: Path) -> int | None:
    file = tmp_path / "chat.txt"
    file.write_bytes(content.encode())
    (export,) = open_exports(file, staff=(), timezone=AMSTERDAM)
    return export.second_chat


def test_one_export_does_not_seem_two(tmp_path: Path) -> None:
    assert second(ANDROID, tmp_path) is None
    assert second(IPHONE, tmp_path) is None
    assert second(f"{ANDROID}\n15-10-2026 10:00 - Noa: {IPHONE[:400]}", tmp_path) is None


@pytest.mark.parametrize("other", [ANDROID, IPHONE])
@pytest.mark.parametrize("first", [ANDROID, IPHONE])
def test_two_exports_pasted_together_are_told(first: str, other: str, tmp_path: Path) -> None:
    assert second(first + other, tmp_path) == first.count("\n") + 1


def test_a_late_message_does_not_make_a_second_chat(tmp_path: Path) -> None:
    late = "13-09-2026 08:00 - Noa: was offline\n13-09-2026 08:01 - Sam heeft Noa toegevoegd\n"
    assert second(ANDROID + late, tmp_path) is None


def test_a_second_export_that_no_message_can_hold_is_refused() -> None:
    error = refusal(ANDROID * 10 + IPHONE * 5)
    assert error.key == "error.export.two_chats"
    assert error.values == {"line": ANDROID.count("\n") * 10 + 1}


def test_no_message_makes_a_short_chat_of_another_phone() -> None:
    real = "".join(f"14-09-2026 08:{minute:02} - Noa: bericht {minute}\n" for minute in range(20))
    pasted = "1/1/26, 10:00 - X: y\n" * 2000
    seen = read(real + "14-09-2026 09:00 - Sam: kijk\n" + pasted)
    assert len(seen.texts) == 21


def test_the_longest_message_there_can_be_is_a_message() -> None:
    pasted = "[01-01-2026 10:00:00] X: y\n" * 6
    text = pasted + "x" * ((1 << 16) - len(pasted))
    assert (
        len(read(f"{ANDROID}21-09-2026 18:00 - Sam: {text}\n").texts)
        == len(read(ANDROID).texts) + 1
    )
