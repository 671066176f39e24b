"""`klaswacht check` on what schools really have: several files, several groups, other networks."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.integration.conftest import Run

EXPORTS = Path(__file__).parent.parent / "data" / "exports"
HEAD = "14-09-2026 08:{minute:02} - {sender}: {text}\n"


def whatsapp(path: Path, *lines: tuple[int, str, str]) -> Path:
    words = (HEAD.format(minute=minute, sender=by, text=text) for minute, by, text in lines)
    path.write_text("".join(words), encoding="utf-8")
    return path


def telegram(path: Path, *chats: dict[str, object]) -> Path:
    path.write_text(
        json.dumps({"about": "", "chats": {"about": "", "list": chats}}), encoding="utf-8"
    )
    return path


def chat(
    number: int, name: str, kind: str = "private_group", text: str = "hoi"
) -> dict[str, object]:
    message = {
        "id": 1,
        "type": "message",
        "date_unixtime": "1789365660",
        "from": "Sam",
        "from_id": "user1",
        "text": text,
    }
    return {"name": name, "type": kind, "id": number, "messages": [message]}


def test_two_exports_of_one_group_are_one_chat(run: Run, tmp_path: Path) -> None:
    old = whatsapp(tmp_path / "WhatsApp-chat met 3B.txt", (1, "Sam", "hoi"), (2, "Noa", "hai"))
    new = whatsapp(tmp_path / "WhatsApp-chat met 3B (1).txt", (2, "Noa", "hai"), (3, "Sam", "wat"))

    _, lines, _ = run("check", new, old, "--json")
    rows = [json.loads(line) for line in lines.splitlines()]
    assert [row["text"] for row in rows] == ["hoi", "hai", "wat"]
    assert {row["group"] for row in rows} == {"3B"}
    assert len({row["id"] for row in rows}) == 3
    assert rows[0]["id"] == "WhatsApp-chat met 3B.txt:1"

    code, out, _ = run("check", new, old)
    assert code == 0
    assert "berichten: 3" in out
    assert "dubbel in stonden en één keer tellen: 1" in " ".join(out.split())


def test_files_of_two_groups_stay_two_groups(run: Run, tmp_path: Path) -> None:
    one = whatsapp(tmp_path / "WhatsApp-chat met 3B.txt", (1, "Sam", "hoi"))
    other = whatsapp(tmp_path / "WhatsApp-chat met 4H.txt", (1, "Sam", "hoi"))
    _, lines, _ = run("check", one, other, "--json")
    assert [json.loads(line)["group"] for line in lines.splitlines()] == ["3B", "4H"]


def test_of_an_account_only_the_named_group_is_read(run: Run, tmp_path: Path) -> None:
    file = telegram(
        tmp_path / "result.json",
        chat(1, "3B", text="huiswerk?"),
        chat(2, "Feest \x1b[31mrood", text="pils"),
        chat(3, "Mama", "personal_chat", text="geheim"),
    )
    code, out, err = run("check", file, "--json")
    assert (code, out) == (2, "")
    assert "“3B”" in err
    assert "--group" in err
    assert "Mama" not in err
    assert "\x1b" not in err

    _, lines, _ = run("check", file, "--json", "--group", "3b")
    assert [json.loads(line)["text"] for line in lines.splitlines()] == ["huiswerk?"]

    code, _, err = run("check", file, "--group", "Mama")
    assert code == 2
    assert "Mama" in err  # as it was typed
    assert "“3B”" in err


def test_a_file_of_private_chats_only_is_refused(run: Run, tmp_path: Path) -> None:
    code, out, err = run("check", telegram(tmp_path / "r.json", chat(3, "Mama", "personal_chat")))
    assert (code, out) == (2, "")
    assert "twee mensen" in err


def test_a_name_that_two_accounts_bear_makes_nobody_staff(run: Run, tmp_path: Path) -> None:
    group = chat(1, "3B")
    messages = group["messages"]
    assert isinstance(messages, list)
    messages[0]["from"] = "mw. Jansen"
    messages.append({**messages[0], "id": 2, "from_id": "user2"})
    file = telegram(tmp_path / "result.json", group)

    _, out, _ = run("check", file, "--staff", "mw. Jansen")
    assert "van wie medewerkers: 0" in out
    assert '--staff "user1" --staff "user2"' in " ".join(out.split())

    _, out, _ = run("check", file, "--staff", "user2")
    assert "van wie medewerkers: 1" in out


def test_nor_does_a_name_that_another_bears_in_another_file_of_the_group(
    run: Run, tmp_path: Path
) -> None:
    old, new = chat(1, "3B"), chat(1, "3B")
    for group, account in ((old, "user1"), (new, "user2")):
        messages = group["messages"]
        assert isinstance(messages, list)
        messages[0] |= {"id": account[-1], "from": "mw. Jansen", "from_id": account}
    files = telegram(tmp_path / "a.json", old), telegram(tmp_path / "b.json", new)
    _, out, _ = run("check", *files, "--staff", "mw. Jansen")
    assert "mensen: 2, van wie medewerkers: 0" in out


SAMPLES = {
    "c1-whatsapp-android.txt": "WhatsApp (Android)",
    "c2-whatsapp-ios.txt": "WhatsApp (iOS)",
    "c1.jsonl": "JSONL",
    "telegram-result.json": "Telegram Desktop",
    "discord.json": "Discord",
    "instagram/message_1.json": "Instagram",
    "messenger/message_1.json": "Messenger",
    "messenger/3B_7.json": "Messenger",
    "snapchat-chat_history.json": "Snapchat",
    "x-direct-messages-group.js": "X",
    "youtube-comments.csv": "YouTube Takeout",
    "youtube-live-chats.csv": "YouTube Takeout",
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_kind_of_export_is_known_by_its_content(
    run: Run, tmp_path: Path, sample: str
) -> None:
    renamed = tmp_path / "download.bin"
    renamed.write_bytes((EXPORTS / sample).read_bytes())
    code, out, err = run("check", renamed)
    assert (code, err) == (0, "")
    assert f"Gelezen als: {SAMPLES[sample]}\n" in out


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_is_judged_to_its_last_message(run: Run, sample: str) -> None:
    code, lines, _ = run("check", EXPORTS / sample, "--json")
    rows = [json.loads(line) for line in lines.splitlines()]
    assert code == 0
    assert len({row["id"] for row in rows}) == len(rows) > 4
    assert [row["ts"] for row in rows] == sorted(row["ts"] for row in rows)


def test_the_parts_of_one_group_come_out_of_the_zip_of_a_whole_account(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "download.zip"
    inbox = "your_instagram_activity/messages/inbox/3b_1"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("ads_information/ads.json", '{"ads": [1, 2]}')
        for part in ("message_1.json", "message_2.json"):
            archive.write(EXPORTS / "instagram" / part, f"{inbox}/{part}")
    code, out, err = run("check", file)
    assert (code, err) == (0, "")
    assert "berichten: 18" in out
