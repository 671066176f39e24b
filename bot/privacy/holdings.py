"""What is held of somebody, table by table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from bot.model.appeal import Appeal
from bot.model.audit import Audited, Entry
from bot.model.event import chat_of
from bot.model.flag import Flag
from bot.model.group import ClassGroup
from bot.model.ids import ChatRef, FlagId
from bot.model.person import Person
from bot.model.privacy import Part, Row, Somebody
from bot.model.retention import Kind, Retention, Standing
from bot.ports import UnitOfWork
from bot.privacy import rows
from bot.privacy.somebody import (
    answers_for,
    flags_of,
    rulings_of,
    steps_of,
    verdicts_of,
    waiting_of,
)

Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Within one transaction. *without*: flags that are not to be read."""

    uow: UnitOfWork
    who: Somebody
    now: datetime
    terms: Retention
    person: Person | None
    groups: Mapping[ChatRef, ClassGroup]
    flags: Mapping[FlagId, Flag]
    standing: Mapping[FlagId, Standing]
    without: Collection[FlagId]
    left_out: int
    """How many of *without* they are in. Care signals do not count: nobody is to know of those."""

    @classmethod
    async def of(
        cls,
        uow: UnitOfWork,
        who: Somebody,
        now: datetime,
        terms: Retention,
        without: Collection[FlagId] = (),
    ) -> Self:
        person = None if who.person is None else await uow.people.get(who.person)
        groups = {group.chat: group for group in await uow.groups.all()}
        standing = {one.flag_id: one for one in await uow.flags.standing()}
        every = await flags_of(uow, who)
        flags = {number: flag for number, flag in every.items() if number not in without}
        left_out = sum(
            flag.raised.care is None for number, flag in every.items() if number in without
        )
        return cls(uow, who, now, terms, person, groups, flags, standing, without, left_out)

    @property
    def care(self) -> bool:
        """Whether they are in a care signal, whatever as."""
        return any(flag.raised.care is not None for flag in self.flags.values())

    async def parts(self) -> Mapping[Part, Rows]:
        """All of `Part`, in that order."""
        found: dict[Part, Rows] = {
            Part.PERSON: [rows.of_person(self.person)] if self.person else [],
            Part.MEMBERSHIPS: await self._memberships(),
            Part.ANSWERS_FOR: [*self._answers_for(), *await self._absences()],
            Part.WRITTEN: [
                *[await self._written(flag) for flag in self._matters(theirs=True)],
                *await self._appeals(),
            ],
            Part.INVOLVED: [await self._matter(flag) for flag in self._matters(theirs=False)],
            Part.LINES: self._lines(),
            Part.REMINDERS: await self._reminders(),
            Part.STRIKES: await self._strikes(),
            Part.VERDICTS: [
                *await self._verdicts(),
                *await self._steps(),
                *await self._rulings(),
            ],
            Part.DIGESTS: await self._digests(),
            Part.UNSENT: await self._unsent(),
            Part.UNJUDGED: await self._unjudged(),
            Part.CODES: await self._codes(),
            Part.AUDIT: await self._audit(),
        }
        found[Part.ACCOUNTS] = await self._accounts(known=any(found.values()))
        return {part: found[part] for part in Part}

    async def _accounts(self, *, known: bool) -> Rows:
        """*known*: something is about them; an account alone is not kept."""
        if self.who.person is None:
            return [{"account": str(one)} for one in self.who.accounts if known]
        links = await self.uow.people.links(self.who.person)
        return [{"account": str(link.account), "work": link.work} for link in links]

    async def _memberships(self) -> Rows:
        if self.who.person is None:
            return []
        members = await self.uow.people.memberships(self.who.person)
        return [{"group": self._where(one.chat), "role": one.role} for one in members]

    def _answers_for(self) -> Rows:
        """And where they were seen as admin, which a pupil can be too."""
        groups = self.groups.values()
        duties = [
            {"group": group.name, "as": part}
            for group in groups
            for part in answers_for(group, self.who)
        ]
        return [*duties, *(row for group in groups for row in rows.of_admin(group, self.who))]

    async def _absences(self) -> Rows:
        """Their own, and in which they stand in: for whom is for others to say."""
        return [
            {"as": "away" if one.person == self.who.person else "deputy", "until": one.until}
            for one in await self.uow.people.absences()
            if self.who.person is not None and self.who.person in {one.person, one.deputy}
        ]

    async def _written(self, flag: Flag) -> Row:
        """Not why it was decided so: in their own words staff write about others too."""
        return {**await self._matter(flag), **rows.of_words(flag.raised, self.who)}

    async def _matter(self, flag: Flag) -> Row:
        """What all parties may know. Who decided: as what they did, not their name."""
        raised, verdict = flag.raised, await self.uow.flags.verdict(flag.flag_id)
        by = [verdict.by] if verdict else []
        roles = await self.uow.people.roles(raised.message.chat, by)
        return {
            "flag": flag.flag_id,
            "at": raised.sent_at,
            "group": self._where(raised.message.chat),
            "articles": tuple(finding.article for finding in raised.findings),
            "target": raised.target in self.who.accounts,
            "reported": raised.reported in self.who.accounts,
            "state": flag.state,
            "decided_at": verdict.at if verdict else None,
            "decided_by": next(iter(roles.values()), "staff") if verdict else None,
            "kept_until": self._with_flag(flag.flag_id),
        }

    async def _appeals(self) -> Rows:
        return [
            {
                **rows.of_appeal(one),
                "group": self._where(one.filed.chat),
                "kept_until": self._with_appeal(one),
            }
            for account in self.who.accounts
            for one in await self.uow.appeals.of(account)
            if one.filed.about not in self.without
        ]

    def _lines(self) -> Rows:
        """With neither number nor term of the flag: it may be a care signal of somebody else."""
        return [
            {
                "at": flag.raised.sent_at,
                "group": self._where(flag.raised.message.chat),
                "text": line.shown,
            }
            for flag in self.flags.values()
            if not self._wrote(flag)
            for line in flag.raised.evidence.context
            if line.account in self.who.accounts
        ]

    async def _reminders(self) -> Rows:
        return [
            {
                "at": one.at,
                "group": self._where(one.chat),
                "article": one.article,
                "rule": one.rule,
                "in_group": one.in_group,
                "withdrawn": one.withdrawn,
                "kept_until": self.terms.last_day(Kind.REMINDER, one.at),
            }
            for account in self.who.accounts
            for one in await self.uow.reminders.of(account)
        ]

    async def _strikes(self) -> Rows:
        return [
            {
                "at": one.at,
                "article": one.article,
                "rule": one.rule,
                "kept_until": self.terms.last_day(Kind.UPHELD, one.at),
            }
            for account in self.who.accounts
            for one in await self.uow.strikes.of(account)
        ]

    async def _verdicts(self) -> Rows:
        """Not why: that says something about a pupil."""
        return [
            {
                "flag": one.flag_id,
                "at": one.at,
                "verdict": one.verdict,
                "kept_until": self._with_flag(one.flag_id),
            }
            for one in await verdicts_of(self.uow.flags, self.who)
            if one.flag_id not in self.without
        ]

    async def _steps(self) -> Rows:
        return [
            {
                "flag": number,
                "at": step.at,
                "step": step.kind,
                "kept_until": self._with_flag(number),
            }
            for number, step in await steps_of(self.uow.flags, self.who)
            if number not in self.without
        ]

    async def _rulings(self) -> Rows:
        """Not why, as of a verdict; an answer that they have not sent yet is a day old at most."""
        rulings: list[Row] = [
            {
                "appeal": one.appeal_id,
                "at": one.ruling.at,
                "state": one.state,
                "kept_until": self._with_appeal(one),
            }
            for one in await rulings_of(self.uow.appeals, self.who)
            if one.ruling is not None and one.filed.about not in self.without
        ]
        drafts = [await self.uow.appeals.draft_of(account) for account in self.who.accounts]
        begun: list[Row] = [
            {"appeal": one.written.appeal, "at": one.written.at, "draft": one.written.state}
            for one in drafts
            if one is not None
        ]
        return [*rulings, *begun, *await self._intents()]

    async def _intents(self) -> Rows:
        """Measures that they are about to order. Not in which words: those are for a pupil."""
        meant = [await self.uow.intents.of(account) for account in self.who.accounts]
        return [
            {"flag": one.meant.flag, "at": one.meant.at, "measure": one.meant.kind}
            for one in meant
            if one is not None and one.meant.flag not in self.without
        ]

    async def _digests(self) -> Rows:
        """With how they want theirs."""
        wishes = await self.uow.digests.wishes()
        theirs = {
            (day, at)
            for subject in self.who.subjects
            for day, at in (await self.uow.digests.of(subject)).items()
        }
        went: Rows = [
            {"day": day, "at": at, "kept_until": self.terms.last_day(Kind.SETTLED, at)}
            for day, at in sorted(theirs)
        ]
        return [*(rows.of_wish(wishes[one]) for one in self.who.accounts if one in wishes), *went]

    async def _unsent(self) -> Rows:
        return [
            rows.of_item(item, to_staff=self.person is not None and self.person.role.is_staff)
            for account in self.who.accounts
            for item in await self.uow.outbox.of(account)
            if item.about not in self.without
        ]

    async def _unjudged(self) -> Rows:
        return [
            {**rows.of_event(row.event), "group": self._where(chat_of(row.event))}
            for row in await waiting_of(self.uow.inbox, self.who, self.now)
        ]

    async def _codes(self) -> Rows:
        if self.who.person is None:
            return []
        until = await self.uow.people.code_until(self.who.person)
        return [{"until": until}] if until else []

    async def _audit(self) -> Rows:
        subjects = self.who.subjects
        return [
            rows.of_entry(entry, self.who)
            async for entry in self.uow.audit.entries()
            if (entry.about in subjects or entry.by in subjects)
            and entry.facts.get("flag") not in self.without
            and not self._of_care(entry)
        ]

    def _matters(self, *, theirs: bool) -> Sequence[Flag]:
        """Their own, or those on others' words that they are a party to."""
        return [
            flag
            for flag in self.flags.values()
            if flag.raised.care is None
            and self._wrote(flag) is theirs
            and not flag.raised.parties.isdisjoint(self.who.accounts)
        ]

    def _with_flag(self, flag_id: FlagId) -> date | None:
        standing = self.standing[flag_id]
        if standing.kind is Kind.OPEN_CARE or standing.is_frozen:
            return None
        return self.terms.until(standing)

    def _with_appeal(self, appeal: Appeal) -> date | None:
        """None: while it is open nothing of it goes."""
        if appeal.filed.about is not None:
            return self._with_flag(appeal.filed.about)
        ruling = appeal.ruling
        return None if ruling is None else self.terms.last_day(Kind.RULED, ruling.at)

    def _wrote(self, flag: Flag) -> bool:
        return flag.raised.sender.account in self.who.accounts

    def _of_care(self, entry: Entry) -> bool:
        """Care signals name no article; those that are gone are told from others by that."""
        if entry.what is Audited.VERDICT:
            return not entry.facts.get("articles")
        return entry.what is Audited.CARE

    def _where(self, chat: ChatRef) -> str:
        group = self.groups.get(chat)
        return group.name if group else str(chat)
