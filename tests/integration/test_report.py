"""The overview as a page: written by the command, read by a real browser."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.conftest import Run
from tests.support.browser import NAMES, Browser, Scheme, found
from tests.support.hostile import made_of
from tests.unit.report.reading import Tag, faults, read_page

EVIL = (
    "</bdi></p></article></title></style><script>document.title='gehackt'</script>"
    "<img src='http://planted.example/x.png' onerror=\"document.title='gehackt'\">"
    "\"'><svg/onload=alert(1)><iframe src=http://planted.example/f></iframe>]]><!-- \u202e\u2066"
    "<link rel=stylesheet href=http://planted.example/s.css><meta http-equiv=refresh content=0>"
)
ZALGO = made_of("h\u0335\u0301\u0316\u0320\u0489", 3_000)
LONG = made_of("wachtwoord", 100_000)
CRY = "ik wil niet meer leven"


def row(number: int, sender: str, text: str, group: str = "3B") -> str:
    at = f"2026-09-{14 + number // 4}T08:{number:02}:00+02:00"
    line = {"id": number, "ts": at, "group": group, "sender": sender, "text": text}
    return json.dumps(line) + "\n"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "chat.jsonl"
    said = [
        ("Sanne", "wanneer is de toets wiskunde"),
        ("Bram", "jij bent een sukkel Sanne"),
        ("Noa", CRY),
        ("Sanne", "haar nummer is 06-12345678, jij sukkel"),
        ("Bram", "oké"),
    ]
    rows = "".join(row(number, *one) for number, one in enumerate(said))
    file.write_text(rows, encoding="utf-8")
    return file


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    file = tmp_path / "kwaad.jsonl"
    texts = [f"jij bent een sukkel {more}" for more in (EVIL, ZALGO, LONG, "🤡" * 500, "مرحبا")]
    said = [
        *((f"Sam {EVIL}", text) for text in texts),
        (ZALGO, f"{CRY} {EVIL}"),
        (LONG, f"mijn nummer is 06-12345678 {EVIL}"),
    ]
    rows = [row(number, *one, group=f"3B {EVIL}") for number, one in enumerate(said)]
    file.write_text("".join(rows) + f"{{kapot {EVIL}\n", encoding="utf-8")
    return file


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    program = found()
    if program is None:
        pytest.skip(f"no browser here: none of {', '.join(NAMES)}")
    (tmp_path / "browser").mkdir()
    return Browser(program, tmp_path / "browser")


def page_of(run: Run, export: Path, *options: str) -> Path:
    out = export.with_suffix(".html")
    code, _, err = run("check", export, "--report", out, *options)
    assert (code, err) == (0, "")
    return out


def read(page: Path) -> Tag:
    return read_page(page.read_text(encoding="utf-8"))


def test_the_page_is_written_and_the_screen_says_where(run: Run, export: Path) -> None:
    out = export.with_suffix(".html")
    code, said, err = run("check", export, "--report", out)

    assert (code, err) == (0, "")
    assert said.splitlines() == [
        f"Overzicht geschreven: {out}. Open het in uw browser. Signalen: 3, zorgsignalen: 1.",
        "♥ Lees eerst de zorgsignalen, bovenaan de pagina.",
    ]
    page = read(out)
    assert faults(page) == set()
    assert page.one("h1").words == "Overzicht van 3B"
    assert CRY in page.of_class("care")[0].words
    assert CRY not in " ".join(part.words for part in page.of_class("article"))
    assert "06-12345678" not in page.words
    assert {mark.words for mark in page.all("mark")} >= {"sukkel", CRY.removeprefix("ik ")}


def test_the_page_names_nobody_unless_asked(run: Run, export: Path) -> None:
    hidden, named = read(page_of(run, export)).words, read(page_of(run, export, "--names")).words

    assert [name for name in ("Sanne", "Bram", "Noa") if name in hidden] == []
    assert "jij bent een sukkel Leerling 1" in hidden
    assert "jij bent een sukkel Sanne" in named


def test_the_page_speaks_the_language_that_was_asked_for(run: Run, export: Path) -> None:
    page = read(page_of(run, export, "--lang", "en"))

    assert page.one("html").attributes["lang"] == "en"
    assert "Care signals" in page.words
    assert "Zorgsignalen" not in page.words


def test_json_goes_on_beside_the_page(run: Run, export: Path) -> None:
    out = export.with_suffix(".html")
    code, lines, err = run("check", export, "--json", "--report", out)
    _, alone, _ = run("check", export, "--json")

    assert (code, lines) == (0, alone)
    assert f"Overzicht geschreven: {out}." in err
    assert faults(read(out)) == set()


def test_a_colleague_who_is_misspelt_is_told_on_the_page(run: Run, export: Path) -> None:
    page = read(page_of(run, export, "--staff", "Sane"))

    assert "‘Sane’ schrijft niet in deze export. Bedoelt u ‘Sanne’?" in page.words


def test_what_stands_there_is_not_lost(run: Run, export: Path, tmp_path: Path) -> None:
    own = tmp_path / "verslag.html"
    own.write_text("mijn verslag", encoding="utf-8")
    places = {
        own: "geen overzicht van Klaswacht",
        export: "geen overzicht van Klaswacht",
        tmp_path: "Dit is een map",
        tmp_path / "weg" / "uit.html": "Deze map bestaat niet",
    }
    for place, why in places.items():
        code, out, err = run("check", export, "--report", place)
        assert (code, out) == (2, "")
        assert why in err
    assert own.read_text(encoding="utf-8") == "mijn verslag"
    assert "sukkel" in export.read_text(encoding="utf-8")


def test_an_export_that_cannot_be_read_leaves_no_page(run: Run, tmp_path: Path) -> None:
    broken, out = tmp_path / "a.txt", tmp_path / "uit.html"
    broken.write_text("geen chat", encoding="utf-8")

    assert run("check", broken, "--report", out)[0] == 2
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def tags(page: str) -> set[str]:
    return {name.lower() for name in re.findall(r"<([a-zA-Z][^\s>/]*)", page)}


def test_a_browser_finds_no_markup_of_others(
    run: Run, export: Path, hostile: Path, browser: Browser
) -> None:
    plain = browser.dom(page_of(run, export, "--names"))
    dom = browser.dom(page_of(run, hostile, "--names"), patience=2_000)

    assert tags(dom) - tags(plain) <= {"li", "details", "summary", "caption"}
    assert not tags(dom) & {"script", "img", "iframe", "link"}
    assert "<title>gehackt" not in dom
    assert not re.search(r"<[^>]*\son[a-z]+=", re.sub(r'"[^"]*"', '""', dom))
    assert "&lt;script&gt;document.title='gehackt'&lt;/script&gt;" in dom
    assert "\u202e" not in dom


def test_a_browser_asks_the_network_for_nothing(
    run: Run, hostile: Path, browser: Browser, tmp_path: Path
) -> None:
    page = page_of(run, hostile, "--names")
    open_page = tmp_path / "open.html"
    open_page.write_text("<img src='http://planted.example/x.png'>", encoding="utf-8")

    assert "//planted.example" in browser.asked_for(open_page), "else this would prove nothing"
    assert "//planted.example" not in browser.asked_for(page)


def test_a_browser_runs_no_script_and_no_other_style(
    run: Run, export: Path, browser: Browser, tmp_path: Path
) -> None:
    """Even if markup got in, the page's own policy keeps it from doing anything."""
    text = page_of(run, export).read_text(encoding="utf-8")
    more = "<style>body { color: red }</style><script>document.title = 'gehackt'</script>"
    broken = tmp_path / "binnen.html"
    broken.write_text(text.replace("</body>", f"{more}</body>"), encoding="utf-8")

    assert "<title>gehackt" not in browser.dom(broken, patience=1_000)
    broken.write_text(re.sub("<meta http-equiv[^>]+>", "", broken.read_text("utf-8")), "utf-8")
    assert "<title>gehackt" in browser.dom(broken, patience=1_000), "else this proves nothing"


def test_light_and_dark_as_the_reader_prefers(run: Run, export: Path, browser: Browser) -> None:
    page = page_of(run, export)

    assert browser.corner(page, Scheme.LIGHT) == "#fbfaf8"
    assert browser.corner(page, Scheme.DARK) == "#15181c"


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out_of_the_page(
    run: Run, hostile: Path, browser: Browser, tmp_path: Path, width: int
) -> None:
    page = page_of(run, hostile, "--names")
    frame = tmp_path / "frame.html"
    frame.write_text(
        f"<iframe src='{page.as_uri()}' style='border:0;width:{width}px;height:900px'></iframe>"
        "<script>onload = () => { const page = frames[0].document.documentElement;"
        " document.title = `${page.scrollWidth} of ${page.clientWidth}` }</script>",
        encoding="utf-8",
    )

    assert f"<title>{width} of {width}</title>" in browser.dom(frame, patience=3_000)


def test_on_paper_everything_is_open(run: Run, export: Path, browser: Browser) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("no pdftotext here (poppler-utils)")
    pdf = browser.printed(page_of(run, export))

    words = subprocess.run([reader, "-layout", pdf, "-"], capture_output=True, check=True).stdout  # noqa: S603
    said = words.decode("utf-8")
    assert re.search(r"14 sep 2026 +4 +\d", said), "the figures behind the pictures"
    assert "jij bent een sukkel" in said
    assert "Woorden van kinderen: niet delen" in said
    assert re.search(r"1 ?/ ?\d", said)
    assert "Op deze pagina" not in said
