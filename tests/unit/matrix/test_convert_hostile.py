"""What members make up: power that the server never gave them, and words that others see."""

import pytest

from adapters.matrix.room import Room
from bot.model.dealing import NotRead
from bot.model.event import MessageEdited, MessagePosted
from tests.unit.matrix.rooms import (
    CHAT,
    NOW,
    PRIVATE,
    ROOM,
    SEM,
    SENT,
    VERA,
    Json,
    convert,
    edit,
    event,
    one,
    posted,
    state,
    text,
)

MARK = "geheim"
CLAIMS: list[Json] = [
    state("m.room.power_levels", {"users": {SEM: 100}}),
    state("m.room.member", {"membership": "ban", "reason": MARK}, VERA),
    state("m.room.member", {"membership": "join", "displayname": MARK}, SEM),
    state("m.room.name", {"name": MARK}),
    state("m.room.tombstone", {"replacement_room": "!geheim:evil.test"}),
    state("m.room.create", {"creator": SEM}),
    state("m.room.join_rules", {"join_rule": "public"}),
    state("m.bridge", {"protocol": {"id": MARK}}),
    {"type": "m.room.redaction", "redacts": "$geheim", "content": {"redacts": "$geheim"}},
]


def kind_of(claim: Json) -> str:
    return str(claim["type"])


@pytest.mark.parametrize("is_state", [False, True])
@pytest.mark.parametrize("room", [PRIVATE, ROOM], ids=["private", "group"])
@pytest.mark.parametrize("claim", CLAIMS, ids=kind_of)
def test_nothing_out_of_ciphertext_governs_a_room(claim: Json, room: Room, is_state: bool) -> None:
    raw = event() | claim | {"sender": SEM}

    assert convert(raw, room, encrypted=True, state=is_state) == [
        NotRead(chat=CHAT, at=SENT, number="$42", why=f"{kind_of(claim)}: not for a member to say")
    ]


@pytest.mark.parametrize("claim", CLAIMS[:-1], ids=kind_of)
def test_what_is_no_state_of_the_server_governs_nothing(claim: Json) -> None:
    read = one(event() | claim | {"sender": SEM})

    assert isinstance(read, NotRead)
    assert read.why == f"{kind_of(claim)}: not said by the server"


def test_words_that_claim_to_be_state_are_read_and_the_claim_is_told() -> None:
    """Other clients show them."""
    said, claim = convert(event(content=text("dom"), state_key=""), encrypted=True)

    assert isinstance(said, MessagePosted)
    assert said.message.text == "dom"
    assert claim == NotRead(
        chat=CHAT, at=SENT, number="$42", why="m.room.message: not for a member to say"
    )


def test_words_that_are_state_of_the_server_are_read() -> None:
    said = one(event(content=text("dom"), state_key="x"), state=True)

    assert isinstance(said, MessagePosted)


@pytest.mark.parametrize(
    "unsigned",
    [
        pytest.param({"redacted_because": {"type": "m.room.redaction", "sender": SEM}}, id="gone"),
        pytest.param(5, id="number"),
        pytest.param(None, id="null"),
        pytest.param([{"redacted_because": {}}], id="list"),
    ],
)
@pytest.mark.parametrize("encrypted", [False, True])
def test_what_is_unsigned_hides_no_words(unsigned: object, encrypted: bool) -> None:
    read = one(event(content=text("dom"), unsigned=unsigned), encrypted=encrypted)

    assert isinstance(read, MessagePosted)
    assert read.message.text == "dom"


def test_only_the_server_says_that_it_took_words_back() -> None:
    gone = event(content={}, unsigned={"redacted_because": {"type": "m.room.redaction"}})

    assert convert(gone) == []
    assert isinstance(one(gone, encrypted=True), NotRead)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"format": 4}, id="format"),
        pytest.param({"formatted_body": ["lief"]}, id="formatted body"),
        pytest.param({"formatted_body": None, "format": "org.matrix.custom.html"}, id="no body"),
        pytest.param({"msgtype": "nl.nieuw"}, id="type that nobody knows"),
        pytest.param({"msgtype": 5}, id="type that is none"),
        pytest.param({"m.mentions": 5, "m.relates_to": 5, "m.new_content": 5}, id="relations"),
        pytest.param({"m.relates_to": {"m.in_reply_to": [], "rel_type": {}}}, id="reply"),
        pytest.param({"url": 5, "file": [], "info": MARK}, id="file"),
    ],
)
def test_no_field_beside_them_hides_words(more: Json) -> None:
    assert posted(text("dom") | more, encrypted=True).text == "dom"


def test_no_edit_of_what_somebody_else_said() -> None:
    """Else staff would hide what Vera said for what Sem wrote."""
    of_vera = event(content=text("huiswerk?"), event_id="$40", sender=VERA)
    read = one(event(content=edit(text("dom"), "* dom")), known={"$40": of_vera})

    assert isinstance(read, MessagePosted)
    assert read.message.ref.message_id == "$42"


def test_an_edit_that_only_ciphertext_knows_of_hides_no_words() -> None:
    """Clients that read relations beside the ciphertext show the words meant for old clients."""
    mine = event(content=text("hoi"), event_id="$40")
    read = one(event(content=edit(text("hoi"), "dom")), known={"$40": mine}, encrypted=True)

    assert isinstance(read, MessageEdited)
    assert read.message.text == "hoi\ndom"


def test_what_could_not_be_decrypted() -> None:
    content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": MARK, "session_id": MARK}

    assert one(event("m.room.encrypted", content)) == NotRead(
        chat=CHAT, at=SENT, number="$42", why="m.room.encrypted: nobody could decrypt it"
    )


def test_an_encrypted_event_in_an_encrypted_event() -> None:
    read = one(event("m.room.encrypted", text("dom")), encrypted=True)

    assert isinstance(read, NotRead)
    assert read.why == "m.room.encrypted: not for a member to say"


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param(event(MARK, text(MARK)), "event: of no kind that is read", id="kind"),
        pytest.param(event("", text(MARK)), "event: of no kind that is read", id="no kind"),
        pytest.param(
            event(content={MARK: MARK}), "m.room.message: neither words nor media", id="no words"
        ),
        pytest.param(
            event(content=text("  \n")), "m.room.message: neither words nor media", id="space"
        ),
        pytest.param(
            event(content=MARK), "m.room.message: neither words nor media", id="no object"
        ),
        pytest.param(
            event(content=text(MARK), sender=5), "m.room.message: no sender", id="no sender"
        ),
        pytest.param(
            event(content=text(MARK), event_id=None), "m.room.message: no event id", id="no id"
        ),
    ],
)
def test_what_is_not_read_says_only_why(raw: Json, why: str, encrypted: bool) -> None:
    read = one(raw, encrypted=encrypted)

    assert isinstance(read, NotRead)
    assert read.why == why
    assert MARK not in repr(read)


def test_a_redaction_of_nothing() -> None:
    read = one(event("m.room.redaction", {"redacts": 5}, redacts=[MARK]))

    assert isinstance(read, NotRead)
    assert read.why == "m.room.redaction: nothing was taken back"


@pytest.mark.parametrize("raw", [None, [], "geheim", 7, 1.5, True, {}, {"content": []}], ids=repr)
@pytest.mark.parametrize("encrypted", [False, True])
def test_what_is_no_event(raw: object, encrypted: bool) -> None:
    assert convert(raw, encrypted=encrypted) == [
        NotRead(chat=CHAT, at=NOW, number="", why="event: of no kind that is read")
    ]
