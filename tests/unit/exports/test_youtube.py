"""Comments and live chats in a Google Takeout."""

import csv
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.exports import open_exports
from bot.errors import ExportError
from bot.merge import together
from bot.model.ids import Platform
from bot.model.member import Role
from tests.unit.exports.reading import AMSTERDAM, DATA, Seen, read, read_path, refusal, zipped

COMMENTS = DATA / "youtube-comments.csv"
CHATS = DATA / "youtube-live-chats.csv"
CHANNEL = "UCklasvoorbeeld_2B-00000"
HEADS = (
    "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text"
)
OTHER = "Yorum kimliği,Kanal kimliği,Yorum zamanı,Ücret,Üst yorum,Video kimliği,Yorum metni"


def line(*cells: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def comment(text: str, own_id: str = "Ugw1", time: str = "2025-09-15T07:41:10Z") -> str:
    return line(own_id, CHANNEL, time, "0", "", "vid", text)


def table(*texts: str, heads: str = HEADS) -> str:
    return f"{heads}\n" + "".join(comment(t, f"Ugw{i}") for i, t in enumerate(texts, 1))


def test_the_sample_of_comments_is_read_whole() -> None:
    seen = read_path(COMMENTS)
    assert seen.format == "YouTube Takeout"
    assert seen.texts == [
        "Duidelijke uitleg over de Andes, dankjewel! 👍",
        "Bij 3:10 gaat het te snel\nkan dat langzamer?",
        "@Saïd4H ja, precies dat stuk",
        "+1, morgen na school",
        '=leuk filmpje, "echt" waar',
        "jij bent echt een kankerloser, verwijder je kanaal",
        "mijn nummer is 06-12345678, app maar",
        "zie https://www.voorbeeld.example/h2 voor de samenvatting, groetjes Anaïs",
        "eens!",
    ]
    assert len(seen.events) == 9
    assert seen.ids[:3] == ("UgwKaart0001", "UgwKaart0002", "UgwKaart0002.9mAntw01")
    assert [m.reply_to for m in seen.messages if m.reply_to] == ["UgwKaart0002"]
    assert seen.times[0].isoformat() == "2025-09-15T09:41:10.112233+02:00"
    assert {(m.group, m.sender.name) for m in seen.messages} == {("YouTube", CHANNEL)}
    assert {m.ref.chat.platform for m in seen.messages} == {Platform.YOUTUBE}


def test_the_sample_of_live_chats_is_read_whole() -> None:
    seen = read_path(CHATS, staff=[CHANNEL])
    assert seen.texts == [
        "hoi allemaal, is het al begonnen?",
        "wat is de hoofdstad van Bolivia 😅",
        "Sucre toch?",
        "ga dood allemaal",
        "sorry, dat meende ik niet",
    ]
    assert {m.sender.role for m in seen.messages} == {Role.TEACHER}


def test_both_files_of_a_takeout_are_one_group(tmp_path: Path) -> None:
    path = tmp_path / "takeout.zip"
    inside = "Takeout/YouTube and YouTube Music"
    path.write_bytes(
        zipped(
            {
                f"{inside}/comments/comments.csv": b"\xef\xbb\xbf" + COMMENTS.read_bytes(),
                f"{inside}/live chats/live chats.csv": CHATS.read_bytes(),
                f"{inside}/channels/channel.csv": f"Channel ID,Channel Title\n{CHANNEL},Juf\n",
                f"{inside}/subscriptions/subscriptions.csv": f"Channel Id,Title\n{CHANNEL},Kijk\n",
            }
        )
    )
    (merged,) = together(open_exports(path, staff=(), timezone=AMSTERDAM))
    assert len(list(merged)) == 9 + 5


@pytest.mark.parametrize(
    "heads",
    [
        HEADS,
        HEADS.upper(),
        HEADS.lower().replace(" ", "  "),
        "\ufeff" + HEADS.replace(",", " , "),
        ",".join(f'"{head}"' for head in HEADS.split(",")),
    ],
)
def test_columns_are_known_by_their_name(heads: str) -> None:
    seen = read(table("gewoon", heads=heads))
    assert (seen.texts, seen.ids) == (["gewoon"], ("Ugw1",))


def test_columns_stand_in_any_order() -> None:
    names = HEADS.split(",")
    cells = next(csv.reader([comment('{"text":"hoi"}', "Ugw7")]))
    seen = read(line(*reversed(names)) + line(*reversed(cells)))
    assert (seen.texts, seen.ids) == (["hoi"], ("Ugw7",))


@pytest.mark.parametrize("text", ['{"text":"één"}', '{"takeoutSegments":[{"text":"één"}]}'])
def test_columns_in_another_language_are_known_by_what_they_hold(text: str) -> None:
    seen = read(table(text, "gewone woorden", heads=OTHER))
    assert (seen.texts, seen.ids) == (["één", "gewone woorden"], (1, 2))
    assert seen.messages[0].sender.name == CHANNEL


@pytest.mark.parametrize(
    "content",
    [
        table("gewone woorden", heads=OTHER),
        table(heads=OTHER),
        "Comment ID,Comment Text\n1,hoi\n",
        "datum,naam,tekst\n2025-09-15T07:41:10Z,Noa,hoi\n",
        "a,b\n" * 1000,
    ],
)
def test_another_table_is_refused(content: str) -> None:
    assert refusal(content).key == "error.export.unknown"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("gewoon", "gewoon"),
        ("=SOM(A1)", "=SOM(A1)"),
        ("+31 is Nederland", "+31 is Nederland"),
        ("-_-", "-_-"),
        ("@noa", "@noa"),
        ("", ""),
        ("7", "7"),
        ('"hoi"', '"hoi"'),
        ('"a","b"', '"a","b"'),
        ("1,2", "1,2"),
        ("[]", "[]"),
        ("true", "true"),
        ('{"tekst":"hoi"}', '{"tekst":"hoi"}'),
        ('{"text":7}', '{"text":7}'),
        ('{"text":"half', '{"text":"half'),
        ('{"takeoutSegments":[]}', ""),
        ('{"takeoutSegments":7}', '{"takeoutSegments":7}'),
        ('{"text":"a"}, {"text":"b"}', "ab"),
        (r'{"text":"\ud83d\ude00"}', "😀"),
        (r'{"text":"half \ud83d"}', "half ?"),
        (r'{"text":"\u003cb\u003e"}', "<b>"),
        ("regel\ntwee", "regel\ntwee"),
        ("[" * 100_000, "[" * 100_000),
        ('{"text":' * 60_000, '{"text":' * 60_000),
        ('{"text":' + "9" * 5000 + "}", '{"text":' + "9" * 5000 + "}"),
    ],
    ids=lambda value: value[:12],
)
def test_the_words_are_read_in_every_form(cell: str, said: str) -> None:
    """Cells that begin as a formula are words: no table is ever written from them."""
    assert read(table(cell)).texts == [said]


def test_blank_lines_are_nothing() -> None:
    seen = read(f"\n{HEADS}\n\n  \n{comment('a')}\r\n\r\n{comment('b')}\n\n\n")
    assert seen.texts == ["a", "b"]
    assert len(seen.events) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        "a,b",
        "zomaar een regel",
        ",,,,,,",
        f"{comment('x').strip()},te veel",
        comment("x", time="").strip(),
        comment("x", time="gisteren").strip(),
        comment("x", time="0001-01-01T00:00:00Z").strip(),
        comment("x\0y").strip(),
    ],
)
def test_what_is_not_explained_is_told(wrong: str) -> None:
    padded = comment("vooraf") * 1200  # the reader of text looks for NUL in the first 64 KiB
    seen = read(f"{HEADS}\n{padded}{wrong}\n{comment('na')}")
    assert seen.texts == ["vooraf"] * 1200 + ["na"]
    ((place, told),) = seen.not_understood
    assert place == 1201
    assert json.loads(told) == next(csv.reader([wrong]))


def test_a_damaged_line_at_the_beginning_makes_no_other_group() -> None:
    seen = read(f"{HEADS}\nkapot\n{comment('hoi')}")
    assert (len(seen.not_understood), seen.texts) == (1, ["hoi"])


def test_two_channels_are_two_groups(tmp_path: Path) -> None:
    path = tmp_path / "comments.csv"
    other = "UC" + "z" * 22
    path.write_text(table("een") + comment("twee").replace(CHANNEL, other), encoding="utf-8")
    with pytest.raises(ExportError) as refused:
        read_path(path)
    assert refused.value.key == "error.export.several_groups"
    assert read_path(path, group=other).texts == ["twee"]


@pytest.mark.parametrize(
    ("rest", "key", "at"),
    [
        ('Ugw,"nooit dicht\n' + comment("x"), "csv_broken", 3),
        ('Ugw,"dicht" en door\n', "csv_broken", 3),
        ("Ugw,a\rb\n", "csv_broken", 3),
        ("é", "encoding", 3),
    ],
    ids=range(4),
)
def test_a_broken_table_is_refused_with_its_line(rest: str, key: str, at: int) -> None:
    error = refusal((table("eerst") + rest).encode("latin-1"))
    assert (error.key, error.values) == (f"error.export.{key}", {"line": at})


@pytest.mark.parametrize(
    ("part", "times"), [("x", 50_000_000), ("x\n", 2_000_000), ('x\n","', 2_000_000)], ids=range(3)
)
def test_a_value_without_end_is_refused_with_its_line(part: str, times: int) -> None:
    error = refusal(f'{table("eerst")}"{part * times}'.encode())
    assert (error.key, error.values) == ("error.export.too_long", {"line": 3})


def test_no_comments_is_an_empty_export() -> None:
    assert refusal(table()).key == "error.export.empty"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "comments.csv"
    text = table(*(f'{{"text":"{"wat moeten we leren voor morgen? " * 5}"}}',) * 5_000)
    path.write_text(text, encoding="utf-8")
    tracemalloc.start()
    try:
        (export,) = open_exports(path, staff=(), timezone=AMSTERDAM)
        assert sum(1 for _ in export) == 5_000
        assert tracemalloc.get_traced_memory()[1] < len(text) / 2
    finally:
        tracemalloc.stop()


@given(st.data(), st.sampled_from([COMMENTS, CHATS]))
@settings(max_examples=150)
def test_no_damage_breaks_the_reader(data: st.DataObject, sample: Path) -> None:
    raw = bytearray(sample.read_bytes())
    for _ in range(data.draw(st.integers(0, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    _read_or_refuse(cut)


@given(st.data(), st.sampled_from([COMMENTS, CHATS]))
@settings(max_examples=150)
def test_no_other_cell_breaks_the_reader(data: st.DataObject, sample: Path) -> None:
    rows = list(csv.reader(sample.read_text(encoding="utf-8").splitlines()))
    row = data.draw(st.sampled_from([row for row in rows if row]))
    row[data.draw(st.integers(0, len(row) - 1))] = data.draw(st.text(max_size=8))
    _read_or_refuse("".join(line(*row) for row in rows).encode("utf-8", "surrogatepass"))


def _read_or_refuse(content: bytes) -> Seen | None:
    try:
        return read(content)
    except ExportError:
        return None
