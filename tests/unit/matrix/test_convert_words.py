"""What people see of a message, whichever of its texts their client shows."""

import time

import pytest

from adapters.matrix.shown import of_html, together, without_reply
from tests.unit.matrix.rooms import answering, formatted, posted, text

LINK = "https://evil.test/x"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        pytest.param("hoi", "hoi", id="the same"),
        pytest.param("**hoi** _jij_", "<strong>hoi</strong> <em>jij</em>", id="bold"),
        pytest.param("a\nb", "a<br/>b", id="line"),
        pytest.param("a\n\nb", "<p>a</p>\n<p>b</p>", id="paragraphs"),
        pytest.param("1. een\n2. twee", "<ol>\n<li>een</li><li>twee</li></ol>", id="list"),
        pytest.param("> wie\n\nik", "<blockquote><p>wie</p></blockquote>ik", id="quote"),
        pytest.param("a < b & c", "a &lt; b &amp; c", id="signs"),
        pytest.param(
            "Sem: kom", '<a href="https://matrix.to/#/@sem:school.test">Sem</a>: kom', id="mention"
        ),
        pytest.param(f"[klik]({LINK})", f'<a href="{LINK}">klik</a>', id="link"),
        pytest.param(":aap:", '<img data-mx-emoticon src="mxc://a/b" alt=":aap:">', id="emoticon"),
        pytest.param("HOI", "hoi", id="case"),
        pytest.param("hoi", "", id="empty"),
        pytest.param("hoi", ["geheim"], id="no word"),
    ],
)
def test_the_same_text_twice_is_said_once(body: str, html: object) -> None:
    assert posted(formatted(body, html)).text == body


@pytest.mark.parametrize(
    ("body", "html", "words"),
    [
        pytest.param("lief", "<b>dom</b>", "lief\ndom", id="another text"),
        pytest.param("hoe ruim", "hoer", "hoe ruim\nhoer", id="pieces of other words"),
        pytest.param("lief", "lief<br>maar dom", "lief\nlief\nmaar dom", id="more"),
        pytest.param("", "<b>dom</b>", "dom", id="no plain text"),
        pytest.param("hoi", "🖕", "hoi\n🖕", id="emoji"),
        pytest.param("klik", f"<a href='{LINK}'>klik</a>", f"klik\n{LINK}", id="hidden link"),
        pytest.param("klik", f"<a href={LINK}>klik</a>", f"klik\n{LINK}", id="link, no quotes"),
        pytest.param("x", "a < dom > b", "x\na < dom > b", id="no tag"),
        pytest.param(
            "[Spoiler]",
            '<span data-mx-spoiler="over Vera">ze stinkt</span>',
            "[Spoiler]\nze stinkt\nover Vera",
            id="spoiler",
        ),
        pytest.param("x", '<img src="mxc://a/b" alt="dom">', "x\ndom", id="picture"),
        pytest.param("x", "d<!-- lief -->om", "x\ndom", id="comment"),
        pytest.param("x", "d&#111;m", "x\ndom", id="entities"),
    ],
)
def test_two_texts_that_differ_are_both_read(body: str, html: str, words: str) -> None:
    assert posted(formatted(body, html)).text == words


@pytest.mark.parametrize("format_", [4, None, "org.matrix.custom.html", "nl.nieuw"])
def test_the_format_hides_nothing(format_: object) -> None:
    said = text("dom", format=format_, formatted_body=["lief"])

    assert posted(said).text == "dom"


@pytest.mark.parametrize(
    ("body", "own", "quoted"),
    [
        pytest.param("> <@a:b> kom je?\n\nja", "ja", "kom je?", id="reply"),
        pytest.param("> * <@a:b> zwaait\n\nhoi", "hoi", "zwaait", id="reply to an emote"),
        pytest.param(
            "> <@a:b> een\n> twee\n>\n> drie\n\nja", "ja", "een\ntwee\n\ndrie", id="lines"
        ),
        pytest.param("> <@a:b> een\n\nja\n> nee", "ja\n> nee", "een", id="quotes themselves"),
        pytest.param("> jij bent dom\n\nja", "> jij bent dom\n\nja", "", id="of nobody"),
        pytest.param("> <@a:b> dom", "> <@a:b> dom", "", id="nothing of their own"),
        pytest.param("> <@a:b> dom\n\n \n", "> <@a:b> dom\n\n \n", "", id="nothing but space"),
        pytest.param("ja\n> <@a:b> dom", "ja\n> <@a:b> dom", "", id="not above"),
        pytest.param("", "", "", id="empty"),
    ],
)
def test_what_older_clients_put_above_a_reply(body: str, own: str, quoted: str) -> None:
    assert without_reply(body) == (own, quoted)

    said = posted(text(body or "-", **{"m.relates_to": answering()}))
    assert (said.text, said.quoted) == (own or "-", quoted)


def test_who_answers_nothing_has_said_it_all() -> None:
    assert posted(text("> <@a:b> dom\n\nja")).text == "> <@a:b> dom\n\nja"


def test_a_formatted_reply() -> None:
    said = formatted(
        "> <@a:b> kom je?\n\nja",
        "<mx-reply><blockquote><a href='https://matrix.to/#/$40'>In reply to</a> kom je?"
        "</blockquote></mx-reply>ja",
        **{"m.relates_to": answering()},
    )

    assert posted(said).text == "ja"


def test_a_reply_that_never_ends_hides_nothing() -> None:
    assert posted(formatted("hoi", "<mx-reply>dom")).text == "hoi\ndom"
    assert posted(formatted("hoi", "x<mx-reply>dom</mx-reply>")).text == "hoi\nxdom"


@pytest.mark.parametrize(
    "html",
    [
        "<" * 60_000,
        "<p " * 20_000,
        "<!--" * 15_000,
        "<a href='" * 7_000,
        "".join(f"<a href='{n}'>" for n in range(5_000)),
        "href " * 12_000,
        "href" + " " * 60_000,
        "&" * 60_000,
        "\n".join(f"{n}. " for n in range(10_000)),
        " \t" * 30_000 + "1",
    ],
    ids=lambda html: html[:9],
)
def test_no_text_takes_long(html: str) -> None:
    began = time.perf_counter()

    together("hoi", html, *of_html(html))
    without_reply(f"> <@a:b> {html}")
    without_reply("> \n" * 20_000)

    assert time.perf_counter() - began < 1
