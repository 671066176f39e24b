"""Files made to do harm, of every kind of export: events, or one error before the first."""

import json
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Collection, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from adapters.exports import open_exports
from bot.errors import ExportError
from bot.model.event import MessagePosted, NotUnderstood
from bot.model.member import Role
from bot.model.message import Message
from tests.unit.exports.making import (
    MAKERS,
    NOW,
    TIMES,
    Document,
    Maker,
    Written,
    X,
    discord,
    instagram,
    snapchat,
    telegram,
    written,
    x,
)
from tests.unit.exports.reading import AMSTERDAM, zipped

HOI = "14-09-2026 08:15 - Noa: hoi\n"
MIB = 1 << 20

each_format = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export"


def refused(path: Path, content: bytes, group: str | None = None) -> ExportError:
    """Before the first message goes out: iterating is not needed for it."""
    path.write_bytes(content)
    with pytest.raises(ExportError) as error:
        open_exports(path, staff=(), timezone=AMSTERDAM, group=group)
    return error.value


def events(
    path: Path, content: bytes, staff: Collection[str] = (), group: str | None = None
) -> list[Any]:
    path.write_bytes(content)
    exports = open_exports(path, staff=staff, timezone=AMSTERDAM, group=group)
    return [event for export in exports for event in export]


def messages(
    path: Path, content: bytes, staff: Collection[str] = (), group: str | None = None
) -> list[Message]:
    seen = events(path, content, staff, group)
    return [event.message for event in seen if isinstance(event, MessagePosted)]


def read_or_refused(path: Path, content: bytes) -> list[Any]:
    path.write_bytes(content)
    try:
        exports = open_exports(path, staff=(), timezone=AMSTERDAM)
    except ExportError:
        return []
    return [event for export in exports for event in export]


@each_format
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "zip"])
def test_each_kind_is_read_as_long_as_nobody_meddles(
    make: Maker, packed: bool, path: Path
) -> None:
    content = written(make())
    content = zipped({"a/data.json": b"\xef\xbb\xbf" + content}) if packed else content
    assert [message.text for message in messages(path, content)] == ["hoi", "hoi"]


# Zips


@pytest.mark.parametrize(
    "files",
    [{"_chat.txt": HOI * 40}, *({"a/data.json": written(make())} for make in MAKERS.values())],
    ids=["whatsapp", *MAKERS],
)
def test_a_zip_cut_short_anywhere_is_refused(files: dict[str, str | bytes], path: Path) -> None:
    whole = zipped(files)
    for length in {*range(0, len(whole), 7), *range(len(whole) - 30, len(whole))}:
        error = refused(path, whole[:length])
        assert error.key.rpartition(".")[2] in ({"zip_broken"} if length >= 4 else {"empty"})


def crafted(
    name: str, content: bytes, *, claims: int | None = None, flags: int = 0, moved: int = 0
) -> bytes:
    """A zip of one member whose directory may lie: about its size, flags, and where it is."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    raw_name, size = name.encode(), len(content) if claims is None else claims
    common = struct.pack(
        "<HHHHHIIIHH",
        *(20, flags, 8, 0, 0x21, zlib.crc32(content), len(packed), size, len(raw_name), 0),
    )
    local = b"PK\x03\x04" + common + raw_name + packed
    rest = struct.pack("<HHHII", 0, 0, 0, 0, moved)
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + rest + raw_name
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + b"PK\x05\x06" + end


def test_a_crafted_zip_that_tells_the_truth_is_read(path: Path) -> None:
    assert len(messages(path, crafted("_chat.txt", HOI.encode()))) == 1


@pytest.mark.parametrize("name", ["_chat.txt", "data.json", "data.js", "data.csv"])
@pytest.mark.parametrize(
    ("lie", "keys"),
    [
        ({"flags": 1}, {"zip_encrypted"}),
        ({"claims": 300 * MIB}, {"zip_too_large", "zip_no_chat", "unknown"}),
        ({"claims": 0xFFFFFFFF}, {"zip_too_large", "zip_no_chat", "unknown", "zip_broken"}),
        ({"claims": 10}, {"zip_broken", "zip_no_chat"}),
        ({"claims": 0}, {"zip_broken", "zip_no_chat", "empty"}),
        ({"moved": 7}, {"zip_broken"}),
        ({"moved": 0xFFFF0000}, {"zip_broken"}),
    ],
)
def test_a_directory_that_lies_is_refused(
    name: str, lie: dict[str, int], keys: set[str], path: Path
) -> None:
    content = HOI.encode() * 3 if name == "_chat.txt" else written(telegram())
    assert refused(path, crafted(name, content, **lie)).key.removeprefix("error.export.") in keys


@pytest.mark.parametrize(
    ("name", "begin", "filler", "claims", "key"),
    [
        ("_chat.txt", HOI, "a", None, "zip_too_large"),
        ("_chat.txt", HOI, "a", 30 * MIB, "too_long"),
        ("_chat.txt", HOI, "a\n", 20 * MIB, "too_long"),
        ("a.json", '{"id":5,"type":"a","messages":[{"text":"', "a", None, "too_long_json"),
        ("a.json", '{"id":5,"type":"a","messages":[1,', " ", 90, "zip_broken"),
        ("a.js", X + "[", " ", None, "too_long_json"),
    ],
    ids=range(6),
)
def test_a_bomb_does_not_go_off(
    *, name: str, begin: str, filler: str, claims: int | None, key: str, path: Path
) -> None:
    times = 50 * MIB if len(filler) == 1 else 15 * MIB
    bomb = crafted(name, begin.encode() + filler.encode() * times, claims=claims)
    assert len(bomb) < MIB
    tracemalloc.start()
    try:
        assert refused(path, bomb).key == f"error.export.{key}"
        assert tracemalloc.get_traced_memory()[1] < 12 * MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("inner", ["chat.zip", "a/_chat.txt.zip", "data.json.gz"])
def test_a_zip_in_a_zip_is_not_opened(inner: str, path: Path) -> None:
    content = zipped({inner: zipped({"_chat.txt": HOI})})
    assert refused(path, content).key == "error.export.zip_no_chat"


def test_a_zip_that_calls_itself_a_text_is_not_opened(path: Path) -> None:
    for name in ("_chat.txt", "chat.txt"):
        content = zipped({name: zipped({"_chat.txt": HOI})})
        assert refused(path, content).key == "error.export.binary"
    content = zipped({"a.json": zipped({"_chat.txt": HOI})})
    assert refused(path, content).key == "error.export.zip_no_chat"


@pytest.mark.parametrize(
    "name",
    [
        *("../../etc/passwd", "/etc/passwd", "..\\..\\windows\\chat", "C:\\chat", "C:/chat"),
        *(
            "a/../../chat",
            "./chat",
            "//server/share/chat",
            "con",
            "chat\x1b[2J",
            "chat\n",
            "~/chat",
        ),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".json", ".TXT"])
def test_nothing_is_ever_unpacked(
    name: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    content = written(telegram()) if suffix == ".json" else HOI.encode()
    packed = zipped({name + suffix: content})
    assert {message.text for message in messages(inside / "export", packed)} == {"hoi"}
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "a", inside, inside / "export"]


@pytest.mark.parametrize("suffix", ["txt", "json"])
def test_a_zip_of_a_hundred_thousand_files_is_refused(suffix: str, path: Path) -> None:
    local = b"PK\x03\x04" + bytes(26)
    names = [f"{number:06}.{suffix}".encode() for number in range(100_000)]
    head = b"PK\x01\x02" + struct.pack(
        "<HHHHHHIIIHHHHHII", *(20, 20), *[0] * 7, *(6 + 1 + len(suffix), 0, 0, 0, 0, 0, 0)
    )
    central = b"".join(head + name for name in names)
    end = struct.pack(
        "<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, *[100_000] * 2, len(central), 30
    )
    locator = struct.pack("<IIQI", 0x07064B50, 0, 30 + len(central), 1)
    last = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    error = refused(path, local + central + end + locator + last)
    assert (error.key, error.values) == ("error.export.zip_many", {"count": 100_000})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["_chat.txt", "chat.txt", "a.json"])
def test_two_files_of_one_name_are_refused(name: str, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for text in ("een", "twee"):
            content = HOI if name.endswith("txt") else written(telegram(text))
            archive.writestr(name, content)
    error = refused(path, path.read_bytes())
    assert error.key in {"error.export.zip_broken", "error.export.zip_many"}


# Texts that are too large, too deep, or no text


@pytest.mark.parametrize(
    ("start", "key"),
    [
        (HOI, "too_long"),
        ('{"id": 1, "ts": "2026-09-14", "sender": "a", "text": "b"}\n', "too_long"),
        ("Comment ID,Channel ID,Comment create timestamp,Comment text\n", "too_long"),
        ('{"id": 1, "type": "private_group", "messages": [{"type": "message", "text": "',
         "too_long_json"),
        (X + '[{"dmConversation": {"conversationId": "', "too_long_json"),
    ],
    ids=["whatsapp", "jsonl", "youtube", "telegram", "x"],
)  # fmt: skip
def test_a_line_of_fifty_megabytes_is_refused_in_little_memory(
    start: str, key: str, path: Path
) -> None:
    with path.open("wb") as file:
        file.write(start.encode())
        for _ in range(50):
            file.write(b"x" * MIB)
    tracemalloc.start()
    try:
        with pytest.raises(ExportError) as error:
            open_exports(path, staff=(), timezone=AMSTERDAM)
        assert error.value.key == f"error.export.{key}"
        assert tracemalloc.get_traced_memory()[1] < 12 * MIB
    finally:
        tracemalloc.stop()


@each_format
def test_a_message_longer_than_can_be_is_refused(make: Maker, path: Path) -> None:
    content = written(make("x" * 3_000_000))
    known_by_what_stands_before = make in {telegram, discord, instagram, x}
    key = "too_long_json" if known_by_what_stands_before else "too_long"
    assert refused(path, content).key == f"error.export.{key}"


def places(document: Document) -> Iterator[tuple[Document, Any]]:
    """Each container of *document*, with each key that something hangs on; but for the second of
    a list, which is like the first."""
    keys = document if isinstance(document, dict) else {*range(len(document))} - {1}
    for key in list(keys):
        yield document, key
        if isinstance(document[key], dict | list):
            yield from places(document[key])


def replaced(made: Written, raw: str) -> Iterator[bytes]:
    """*made* with *raw* in each place."""
    before, document = deepcopy(made)
    for container, key in places(document):
        kept, container[key] = container[key], "@@@"
        yield (before + json.dumps(document).replace('"@@@"', raw)).encode()
        container[key] = kept


@each_format
@pytest.mark.parametrize(
    "raw",
    ["[" * 20_000, "[" * 20_000 + "]" * 20_000, '{"a":' * 20_000, "9" * 20_000],
    ids=["open", "closed", "objects", "digits"],
)
def test_no_depth_and_no_number_breaks_the_reader(make: Maker, raw: str, path: Path) -> None:
    for content in replaced(make(), raw):
        if raw[0] == "9":
            read_or_refused(path, content)
        else:
            assert refused(path, content).key.startswith("error.export.")


@each_format
@pytest.mark.parametrize(
    "raw",
    [
        *("null", "true", "-1", "0.5", "1e400", "[]", "{}", '""', '"\\u0000"', '"\\ud83d"'),
        *("NaN", '[null, 1, "a", {}]', '{"a": 1}', '{"": null}', "[[[1]]]"),
    ],
)
def test_no_other_value_breaks_the_reader(make: Maker, raw: str, path: Path) -> None:
    for content in replaced(make(), raw):
        for event in read_or_refused(path, content):
            assert repr(event).encode()


def test_jsonl_nested_deep_is_not_understood(path: Path) -> None:
    row = '{"id": 1, "ts": "2026-09-14", "sender": "a", "text": "b"}\n'
    deep = '{"id": 2, "ts": "2026-09-14", "sender": "a", "text": ' + "[" * 100_000 + "\n"
    seen = events(path, (row + deep + row).encode())
    assert [type(event) for event in seen] == [MessagePosted, NotUnderstood, MessagePosted]
    assert refused(path, deep.encode()).key == "error.export.unknown_json"


@each_format
def test_nul_between_the_bytes_is_never_a_crash(make: Maker, path: Path) -> None:
    content = written(make())
    for at in range(0, len(content), 7):
        read_or_refused(path, content[:at] + b"\0" + content[at:])
        read_or_refused(path, zipped({"a.json": content[:at] + b"\0" + content[at:]}))


@each_format
def test_half_characters_do_not_go_on(make: Maker, path: Path) -> None:
    before, document = make("half \ud83d", "naam \udc00", "groep \ud83d")
    content = (before + json.dumps(document)).encode()
    for message in messages(path, content):
        assert message.text == "half \ufffd"
        assert (message.text + message.sender.name + message.group).encode()


# Moments


@each_format
@pytest.mark.parametrize(
    "moment",
    [
        *(-1, 0, 10**18, -(10**18), 253402300799000, True, [], {}),
        *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "1969-12-31T23:59:59Z"),
        *("NaN", "-1", "gisteren", "2026-02-30T08:00:00Z", "2026-09-14T25:00:00Z", "\0"),
        "９" * 20,
    ],
    ids=repr,
)
def test_a_moment_that_cannot_be_is_not_understood(make: Maker, moment: Any, path: Path) -> None:
    before, document = make()
    first = next(
        container for container, key in places(document) if key == TIMES[make.__name__][0]
    )
    first |= dict.fromkeys([*TIMES[make.__name__], "date"], moment)
    seen = events(path, (before + json.dumps(document)).encode())
    told = [event for event in seen if isinstance(event, NotUnderstood)]
    assert [event.line for event in told] == [1]
    assert sum(isinstance(event, MessagePosted) for event in seen) == 1


# Names

TEACHER = "Juf Jansen"
MARKS = (
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u180e\u061c\u202d\u202e\u2066\u034f\u3164"
    "\ufe0f\ufe0e\U000e0041\U000e0100\u0335"
)
LOOKING_ALIKE = [
    *("Juf Janѕen", "Јuf Jansen", "Juf Janſen", "Juf  Janseո", "Ｊuf Jansen", "Juf Jansen."),
    *("Juf Jansén", "~Juf Jansen", "Juf Jansen\u0301"),
]


@each_format
@pytest.mark.parametrize(
    "name", LOOKING_ALIKE + [f"Juf{mark} Jansen" for mark in MARKS], ids=ascii
)
def test_nobody_passes_for_a_teacher(make: Maker, name: str, path: Path) -> None:
    content = written(make(name=name))
    assert {m.sender.role for m in messages(path, content, [TEACHER])} == {Role.STUDENT}
    content = written(make(name=TEACHER.upper()))
    assert {m.sender.role for m in messages(path, content, [TEACHER])} == {Role.TEACHER}


@pytest.mark.parametrize("name", LOOKING_ALIKE, ids=ascii)
def test_nobody_passes_for_a_teacher_in_a_text(name: str, path: Path) -> None:
    rows = f"14-09-2026 08:15 - {name}: hoi\n"
    assert {m.sender.role for m in messages(path, rows.encode(), [TEACHER])} == {Role.STUDENT}
    row = {"id": 1, "ts": "2026-09-14", "sender": name, "text": "hoi"}
    content = (json.dumps(row) + "\n").encode()
    assert {m.sender.role for m in messages(path, content, [TEACHER])} == {Role.STUDENT}


def test_two_accounts_with_the_name_of_a_teacher_are_neither(path: Path) -> None:
    _, chat = telegram(name=TEACHER)
    chat["messages"][1] |= {"from_id": "user2"}
    content = json.dumps(chat).encode()
    assert {m.sender.role for m in messages(path, content, [TEACHER])} == {Role.STUDENT}
    roles = [m.sender.role for m in messages(path, content, [TEACHER, "user2"])]
    assert roles == [Role.STUDENT, Role.TEACHER]


def test_nor_are_they_when_each_is_in_a_file_of_its_own(path: Path) -> None:
    parts = [discord(name=TEACHER)[1], discord(name=TEACHER)[1]]
    for message in parts[1]["messages"]:
        message["author"] = message["author"] | {"id": "2"}
    files = {f"part {number}.json": json.dumps(part) for number, part in enumerate(parts)}
    roles = {m.sender.role for m in messages(path, zipped(files), [TEACHER])}
    assert roles == {Role.STUDENT}


@each_format
@pytest.mark.parametrize(
    "name",
    [
        *("Noa: hoi\n14-09-2026 08:15 - Juf Jansen", "Sem heeft de groep verlaten", "system"),
        *(
            "Deleted Account",
            "\x1b]0;titel\x07",
            "\u202efuJ",
            "\n",
            "",
            "x" * 20_000,
            "〈a〉",
            '","',
        ),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_no_name_becomes_anything_else(make: Maker, name: str, path: Path) -> None:
    seen = events(path, written(make(name=name)))
    posted = [event.message for event in seen if isinstance(event, MessagePosted)]
    assert [message.text for message in posted] == ["hoi", "hoi"]
    assert len({message.sender.account for message in posted}) == 1
    assert not any("\n" in message.sender.name for message in posted)
    assert all(message.sender.name.strip() for message in posted)


@each_format
@pytest.mark.parametrize("evil", ["\x1b[2J\x1b]0;x\x07", "a\u202eb", "regel\nregel", "\x9b31m"])
def test_what_could_steer_a_terminal_comes_through_as_it_is(
    make: Maker, evil: str, path: Path
) -> None:
    """The terminal is guarded where words are shown, for every road that they come by."""
    for message in messages(path, written(make(text=f"{evil}hoi", group=evil))):
        assert message.text == f"{evil}hoi"
        assert evil in message.group


# Groups


def account(*chats: Document) -> bytes:
    """An export of a whole account of Telegram."""
    return json.dumps({"about": "", "chats": {"list": chats}}).encode()


def several(make: Maker) -> bytes:
    """Two groups in one file, where the format has such files; else in one zip."""
    one, two = (make(f"in {name}", group=name, own_id=i) for i, name in ((5, "3B"), (6, "4C")))
    if make is telegram:
        return account(one[1], two[1])
    if make is snapchat:
        return written(("", one[1] | two[1]))
    if make is x:
        return written((X, one[1] + two[1]))
    return zipped({"a/message_1.json": written(one), "b/message_1.json": written(two)})


@each_format
def test_of_two_groups_only_the_chosen_one_is_read(make: Maker, path: Path) -> None:
    content = several(make)
    error = refused(path, content)
    assert error.key == "error.export.several_groups"
    shown = str(error.values["groups"])
    assert ("3B" in shown, "4C" in shown, shown.count("“")) == (True, True, 2)
    names = shown.strip("“”").split("”, “")
    for name, short in zip(names, ("3B", "4C"), strict=True):
        said = {m.text for m in messages(path, content, group=name.lower())}
        assert said == {f"in {short}"}
    assert refused(path, content, group="5D").key == "error.export.no_such_group"


def test_groups_of_one_name_are_told_apart_by_their_id(path: Path) -> None:
    chats = [telegram(f"in {own_id}", own_id=own_id)[1] for own_id in (5, 6)]
    content = account(*chats)
    assert refused(path, content, group="3B").values == {"group": "3B", "ids": "5, 6"}
    assert {m.text for m in messages(path, content, group="6")} == {"in 6"}


def test_more_groups_than_can_be_is_refused(path: Path) -> None:
    message = telegram()[1]["messages"][0]
    chats = [{"id": n, "type": "private_group", "messages": [message]} for n in range(10_001)]
    content = account(*chats)
    assert refused(path, content).key == "error.export.too_many_groups"


def test_more_messages_than_can_be_turned_around_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.exports.posts._MOST_TURNED", 3)
    _, chat = telegram()
    first = chat["messages"][0]
    chat["messages"] = [first | {"id": n, "date_unixtime": str(NOW - n)} for n in range(4)]
    assert refused(path, json.dumps(chat).encode()).key == "error.export.too_many_messages"
