"""Group conversations of an X archive."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.exports import open_exports
from bot.errors import ExportError
from bot.model.ids import Platform
from bot.model.member import Role
from bot.model.message import MediaKind
from tests.unit.exports.reading import AMSTERDAM, DATA, Seen, read, read_path, refusal, zipped

SAMPLE = DATA / "x-direct-messages-group.js"
STATEMENT = "window.YTD.direct_messages_group.part0 = "
CONVERSATIONS: list[Any] = json.loads(SAMPLE.read_text(encoding="utf-8").partition("=")[2])
LINK = "https://www.voorbeeld.example/samenvatting?h=2"
WORDS: dict[str, Any] = {
    "id": "7",
    "senderId": "1001",
    "text": "hoi",
    "createdAt": "2025-09-18T15:21:08.410Z",
    "mediaUrls": [],
    "urls": [],
}


def archive(*messages: Any, own_id: Any = "12", statement: str = STATEMENT) -> str:
    return statement + json.dumps([conversation(*messages, own_id=own_id)])


def conversation(*messages: Any, own_id: Any = "12") -> Any:
    return {"dmConversation": {"conversationId": own_id, "messages": messages}}


def posted(**changes: Any) -> Any:
    return {"messageCreate": WORDS | changes}


def renamed(name: Any, at: str) -> Any:
    return {"conversationNameUpdate": {"initiatingUserId": "1", "name": name, "createdAt": at}}


def test_the_sample_is_read_whole_and_oldest_first() -> None:
    seen = read_path(SAMPLE)
    assert seen.format == "X"
    assert seen.texts == [
        "Welkom allemaal. Dit is de groep voor aardrijkskunde, alleen over school graag",
        "Anaïs haar nummer is 06-12345678 voor wie wil bellen",
        "wie heeft de kaart van Zuid-Amerika al af?\nik snap vraag 3 niet",
        "jij bent echt een kankerloser fenna, rot op uit de app",
        "dat was niet aardig, Fenna heeft er gewoon recht op dat je normaal doet",
        f"samenvatting staat hier: {LINK} wel zelf lezen hè",
        "",
        "zo zag het bord eruit",
        "Morgen het eerste uur toets hoofdstuk 2, leer ook de woordjes 👍",
    ]
    assert [m.sender.name for m in seen.messages] == [
        *("1001", "4004", "5005", "3003", "1001", "5005", "3003", "4004", "1001"),
    ]
    assert [m.media for m in seen.messages if m.media] == [MediaKind.VIDEO, MediaKind.PHOTO]
    assert seen.times == sorted(seen.times)
    assert seen.times[0].isoformat() == "2025-09-15T09:31:00+02:00"
    assert seen.ids[0] == "1970000000000000018"
    assert not seen.not_understood
    assert seen.notices == [
        "joinConversation",
        "conversationNameUpdate 2B ak",
        "participantsJoin",
        "participantsLeave",
        "reactionCreate",
        "conversationNameUpdate 2B aardrijkskunde ⛰",
    ]


def test_the_group_bears_its_newest_name_in_all_its_messages() -> None:
    seen = read_path(SAMPLE)
    assert {m.group for m in seen.messages} == {"2B aardrijkskunde ⛰"}
    assert {m.ref.chat.chat_id for m in seen.messages} == {"1969000000000000001"}
    assert {m.ref.chat.platform for m in seen.messages} == {Platform.X}


@pytest.mark.parametrize("order", [1, -1])
def test_the_newest_name_counts_whichever_way_the_file_runs(order: int) -> None:
    messages = [
        renamed("oud", "2025-09-01T10:00:00.000Z"),
        posted(),
        renamed("nieuw", "2025-09-20T10:00:00.000Z"),
    ]
    assert read(archive(*messages[::order])).messages[0].group == "nieuw"


@pytest.mark.parametrize("name", ["", None, 3])
def test_a_group_without_a_name_is_called_by_its_number(name: Any) -> None:
    content = archive(posted(), renamed(name, "2025-09-20T10:00:00.000Z"))
    assert read(content).messages[0].group == "12"


def test_staff_are_known_by_their_number() -> None:
    roles = {m.sender.name: m.sender.role for m in read_path(SAMPLE, staff=["1001"]).messages}
    assert [name for name, role in roles.items() if role is Role.TEACHER] == ["1001"]


@pytest.mark.parametrize(
    "statement",
    [
        "window.YTD.direct_message_group.part0 = ",
        "window.YTD.direct_messages_group.part17=",
        "\ufeff\n window.YTD.direct_messages_group.part0 =\r\n",
    ],
)
def test_every_beginning_that_archives_had_is_known(statement: str) -> None:
    content = archive(posted(), statement=statement)
    assert read(content).texts == read(zipped({"data/x.js": content})).texts == ["hoi"]


@pytest.mark.parametrize("own_id", ["111-222", "", None])
def test_a_conversation_of_two_is_not_read(own_id: Any) -> None:
    assert refusal(archive(posted(), own_id=own_id)).key.endswith("only_private")
    both = STATEMENT + json.dumps(
        [
            conversation(posted(text="groep")),
            conversation(posted(text="privé"), own_id=own_id),
            {"dmConversation": {"messages": [posted(text="van wie?")]}},
        ]
    )
    assert read(both).texts == ["groep"]


def test_the_other_file_of_the_archive_is_left_alone() -> None:
    private = "window.YTD.direct_messages.part0 = [ what stands here is not looked at"
    assert refusal(private).key.endswith("only_private")
    both = zipped({"data/direct-messages.js": private, "data/group.js": archive(posted())})
    assert read(both).texts == ["hoi"]


def test_parts_of_one_group_are_several_exports_with_one_name(tmp_path: Path) -> None:
    path = tmp_path / "twitter.zip"
    name = renamed("2B", "2025-09-20T10:00:00.000Z")
    parts = {
        "data/direct-messages-group.js": archive(posted(text="nieuw"), name),
        "data/direct-messages-group-part1.js": archive(posted(text="oud")),
        "data/direct-message-group-headers.js": "window.YTD.direct_message_group_headers.part0=[]",
        "data/account.js": 'window.YTD.account.part0 = [{"account": {"accountId": "1"}}]',
    }
    path.write_bytes(zipped(parts))
    exports = open_exports(path, staff=(), timezone=AMSTERDAM, group="2b")
    messages = [e.message for one in exports for e in one if hasattr(e, "message")]
    assert [(m.text, m.group) for m in messages] == [("nieuw", "2B"), ("oud", "2B")]


def test_of_several_groups_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.js"
    one = conversation(posted(text="a"), renamed("2B", "2025-09-20T10:00:00Z"), own_id="1")
    path.write_text(STATEMENT + json.dumps([one, conversation(posted(text="b"), own_id="2")]))
    with pytest.raises(ExportError) as refused:
        read_path(path)
    assert refused.value.key == "error.export.several_groups"
    assert refused.value.values["groups"] == "“2B”, “2”"
    assert read_path(path, group="2B").texts == ["a"]
    assert read_path(path, group="2").texts == ["b"]


def test_links_are_read_as_they_were_written() -> None:
    urls = [{"url": "https://t.co/a", "expanded": "https://voorbeeld.example/lang"}]
    text = "kijk (https://t.co/a) en https://t.co/b"
    seen = read(archive(posted(text=text, urls=urls)))
    assert seen.texts == ["kijk (https://voorbeeld.example/lang) en https://t.co/b"]


def test_links_do_not_fill_the_memory() -> None:
    urls = [{"url": "https://t.co/a", "expanded": "https://" + "x" * 300_000}]
    (text,) = read(archive(posted(text="https://t.co/a " * 20_000, urls=urls))).texts
    assert len(text) < 700_000


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "woorden",
        [],
        {},
        {"messageCreate": None},
        {"messageCreate": WORDS, "more": {}},
        {"welcomeMessageCreate": WORDS},
        posted(id=7),
        posted(senderId=None),
        posted(text=["hoi"]),
        posted(createdAt="0001-01-01T00:00:00Z"),
        posted(createdAt=1789365660),
        posted(urls=[{"url": "https://t.co/a"}]),
        posted(urls=3),
        posted(mediaUrls=[3]),
        renamed(None, "2025-09-20T10:00:00.000Z"),
        {"participantsJoin": {"userIds": ["3"]}},
    ],
)
def test_what_is_not_explained_is_told(wrong: Any) -> None:
    seen = read(archive(posted(), wrong, posted(id="8")))
    assert seen.texts == ["hoi", "hoi"]
    ((place, told),) = seen.not_understood
    assert (place, json.loads(told)) == (2, wrong)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (STATEMENT, "json_broken"),
        (STATEMENT + "[]", "empty"),
        (STATEMENT + "3", "empty"),
        (archive(posted())[:-9], "json_broken"),
        (archive(posted()) + ";", "json_broken"),
        (archive(), "empty"),
        (STATEMENT + "[" * 100_000, "too_deep"),
        (archive(posted(text="x" * 3_000_000)), "too_long_json"),
        ("window.YTD.tweets.part0 = [ ]", "unknown"),
        ("window.location = '/'", "unknown"),
    ],
    ids=range(10),
)
def test_what_holds_no_group_is_refused(content: str, key: str) -> None:
    assert refusal(content).key == f"error.export.{key}"


def test_more_named_groups_than_can_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.exports.x.MOST_TALKS", 2)
    named = renamed("2B", "2025-09-20T10:00:00.000Z")
    groups = [conversation(named, own_id=str(number)) for number in range(3)]
    assert refusal(STATEMENT + json.dumps(groups)).key == "error.export.too_many_groups"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@given(st.data())
@settings(max_examples=150)
def test_no_change_of_the_shape_breaks_the_reader(data: st.DataObject) -> None:
    changed = deepcopy(CONVERSATIONS)
    here: Any = changed
    while True:
        keys = list(here) if isinstance(here, dict) else range(len(here))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(here[key], dict | list) or not here[key] or data.draw(st.booleans()):
            break
        here = here[key]
    if data.draw(st.booleans()):
        del here[key]
    else:
        here[key] = data.draw(JSON)
    _read_or_refuse((STATEMENT + json.dumps(changed)).encode())


@given(st.data())
@settings(max_examples=100)
def test_no_damage_breaks_the_reader(data: st.DataObject) -> None:
    raw = bytearray(SAMPLE.read_bytes())
    for _ in range(data.draw(st.integers(0, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    _read_or_refuse(bytes(raw[: data.draw(st.integers(0, len(raw)))]))


def _read_or_refuse(content: bytes) -> Seen | None:
    try:
        return read(content)
    except ExportError:
        return None
