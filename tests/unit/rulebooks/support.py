"""A small rulebook that is right, and what can see its rules."""

from pathlib import Path

import pytest

from bot.errors import RulebookError
from bot.model.finding import Rule
from bot.rulebooks.loader import load_rulebook

DETECTORS = {
    "insults": frozenset({Rule.RESPECT, Rule.DISCRIMINATION}),
    "personal_data": frozenset({Rule.PRIVACY}),
    "links": frozenset({Rule.SPAM, Rule.COPYRIGHT, Rule.SEXUAL}),
    "chain_letters": frozenset({Rule.SPAM}),
    "care": frozenset[Rule](),
    "school_topic": frozenset({Rule.OFFTOPIC}),
}

SMALL = """\
name = "onze-school"
title = "Afspraken in de klassenapp"
version = "1"
adopted = 2025-09-01
link = "https://school.example/afspraken"
care_article = "3"
care_from = 0.5
group_pause_minutes = 30
same_thing_minutes = 60
memory_days = 30
staff_private = ["respect"]

[rules.respect]
article = "1"
ladder = [["flag", "remind_group"], ["flag"]]
flag_from = 0.5
remind_from = 0.9

[words]
not_insults = ["bink"]
blocked_domains = ["gratis-skins.example"]

[[article]]
number = "1"
text = "We zijn aardig."
binds = ["student", "staff"]
watched_by = ["insults"]
severity = "medium"
may = ["remind_group", "flag"]
reminder = "respect"

[[article]]
number = "2 bis"
text = "De school heeft een goede naam."
binds = ["student"]
watched_by = ["people"]
because = "Kritiek moet kunnen."
severity = "none"
may = ["nothing"]

[[article]]
number = "3"
text = "We zorgen voor elkaar."
binds = ["student"]
watched_by = ["care"]
severity = "none"
may = ["care"]
"""


def write(folder: Path, text: str | bytes = SMALL) -> Path:
    path = folder / "rulebook.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def said(key: str) -> bool:
    return key in {"reminder.respect.group", "reminder.respect.private"}


def refusal(folder: Path, old: str, new: str) -> RulebookError:
    """What the small rulebook is refused with once *old* reads *new*."""
    assert old in SMALL
    path = write(folder, SMALL.replace(old, new, 1))
    with pytest.raises(RulebookError) as caught:
        load_rulebook(path, DETECTORS, said)
    assert caught.value.where == str(path)
    return caught.value
