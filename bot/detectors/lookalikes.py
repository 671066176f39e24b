"""Letters that look like Latin ones, and signs that stand in for letters."""


def _pairs(foreign: str, latin: str) -> dict[int, str]:
    return {ord(other): letter for other, letter in zip(foreign, latin, strict=True)}


CYRILLIC = _pairs("авсԁеһіјкӏмноорԛгѕтцуԝхзпиь", "abcdehijklmhoopqrstuywxenub")
"""Lower-case Cyrillic letters that pass for a Latin one."""

GREEK = _pairs("αβγδεζηθικλμνορστυφχωϲϳ", "abydeznoiklmvopstuoxwcj")

FOREIGN = CYRILLIC | GREEK
"""For a word that mixes them with Latin letters, or hides among Latin words."""

IMITATING = frozenset("авсԁеһіјкӏморԛѕтуԝхαειικνορτυχϲϳ")
"""Of these alone a word may be made that every reader takes for Latin."""

CAPITALS = _pairs("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz")
"""Small capitals: phonetic letters that nobody writes Dutch with."""

TURNED = _pairs("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ", "acefghijkmrtvwy")
"""Letters upside down; a word of them reads from back to front."""

BADGES = {
    first + offset: chr(ord("a") + offset)
    for first in (0x1F150, 0x1F170)  # white on black: letters in circles, letters in squares
    for offset in range(26)
}

UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Blank letters: seen by nobody, though Unicode counts them as letters or symbols."""

LEET_I = str.maketrans("@$€431057!|", "aseaeiostii")
"""Digits and signs read as the letter they look like, `1` as an i."""

LEET_L = str.maketrans("@$€431057!|", "aseaelostll")
"""The same with `1`, `!` and `|` as an l."""

DOTS = {ord(sign): "." for sign in "。｡．․"}
"""What a browser or a reader takes for a dot."""

SINGLE = {ord("ı"): "i", ord("ȷ"): "j", ord("ɑ"): "a", ord("ɡ"): "g", ord("ɩ"): "i", ord("ɪ"): "i"}
"""Latin letters of other languages that pass for one of ours and have no accent to take off."""
