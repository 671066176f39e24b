"""A digest as plain text."""

from collections.abc import Iterator
from datetime import date

from bot.compliance import drifts_of
from bot.model.digest import Digest, GroupDay
from bot.model.finding import covered
from bot.model.flag import Flag
from bot.model.judgement import Topic
from bot.model.outbox import Outcome
from bot.wording import Wording, called

UNDELIVERED = {
    Outcome.FAILED: "digest.failed",
    Outcome.UNKNOWN: "digest.unknown",
    Outcome.NO_PERMISSION: "digest.no_permission",
}
"""What staff are to know of: it was to reach somebody, and perhaps it did not."""


def render(digest: Digest, wording: Wording) -> str:
    return "\n".join(_lines(digest, wording))


def _lines(digest: Digest, wording: Wording) -> Iterator[str]:
    texts = wording.texts
    if digest.quiet:
        yield texts("digest.nothing", day=_day(digest.day, wording))
        return
    yield texts("digest.title", day=_day(digest.day, wording))
    yield ""
    yield texts("digest.needs")
    yield from _needs(digest, wording)
    yield ""
    yield texts("digest.happened")
    for group in digest.groups:
        yield from _group(group, wording)
    if digest.swept:
        yield f"  {texts('digest.swept', count=digest.swept)}"
    if digest.head is not None:
        yield ""
        yield texts("digest.head", head=digest.head)


def _needs(digest: Digest, wording: Wording) -> Iterator[str]:
    texts = wording.texts
    counts = {
        "digest.care": digest.open_care,
        **{key: digest.undelivered.get(outcome, 0) for outcome, key in UNDELIVERED.items()},
        "digest.unjudged": digest.unjudged,
        "digest.never_decided": digest.never_decided,
    }
    for key, count in counts.items():
        if count:
            yield f"  • {texts(key, count=count)}"
    for group, seen in digest.astray.items():
        yield f"  • {texts('digest.astray', name=group)}"
        yield from (f"    {line}" for line in wording.drift_lines(drifts_of(seen)))
    for flag in digest.open_flags:
        yield f"  • {_open_flag(flag, wording)}"
    if not (digest.open_flags or digest.astray or any(counts.values())):
        yield f"  • {texts('digest.no_needs')}"


def _open_flag(flag: Flag, wording: Wording) -> str:
    main = flag.raised.findings[0]
    findings, evidence = flag.raised.findings, flag.raised.evidence
    text = covered(evidence.text, findings)
    forwarded = covered(evidence.forwarded, findings, forwarded=True)
    return wording.texts(
        "digest.flag",
        number=flag.flag_id,
        since=f"{flag.raised.sent_at.astimezone(wording.timezone):%d-%m %H:%M}",
        name=called(flag.raised.sender.name),
        article=main.article,
        quote=wording.seen(main, text, forwarded, evidence.media, around=20),
    )


def _group(group: GroupDay, wording: Wording) -> Iterator[str]:
    texts, tally = wording.texts, group.tally
    yield f"  {texts('digest.group', name=group.name, count=tally.messages)}"
    judged = sum(tally.topics.values())
    if judged:
        shares = {topic: round(100 * tally.topics.get(topic, 0) / judged) for topic in Topic}
        yield "    " + texts(
            "digest.topics",
            school=shares[Topic.SCHOOL],
            neutral=shares[Topic.NEUTRAL],
            offtopic=shares[Topic.OFFTOPIC],
        )
    if tally.reminders:
        yield f"    {texts('digest.reminders', count=tally.reminders)}"
    for article, count in group.flags.items():
        yield f"    {texts('digest.article', article=article, count=count)}"


def _day(day: date, wording: Wording) -> str:
    texts = wording.texts
    month = texts(f"month.{day.month}")
    return texts(
        "date.long",
        weekday=texts(f"weekday.{day.isoweekday()}"),
        day=day.day,
        month=month,
        year=day.year,
    )
