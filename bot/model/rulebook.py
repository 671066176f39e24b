"""A school's protocol as data: its articles, and what the bot may do about each rule."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.model.finding import Finding, Rule
from bot.model.ids import ArticleNumber


class Binds(StrEnum):
    STUDENT = "student"
    GUARDIAN = "guardian"
    STAFF = "staff"


class Severity(StrEnum):
    """How bad a breach is; `NONE` for an article that cannot be breached in a message."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class Urgent(StrEnum):
    """Kinds of finding, by the end of their reason's key, that cannot wait."""

    THREAT = "threat"


class Proposed(StrEnum):
    """What the bot may propose to staff that follows, the lightest first. Who goes out of a group,
    it never proposes."""

    NOTHING = "nothing"
    WARN = "warn"
    PARENTS = "parents"
    MUTE = "mute"
    LEAD = "lead"


class Power(StrEnum):
    """What the bot may do about an article of its own accord."""

    NOTHING = "nothing"
    REMIND_GROUP = "remind_group"
    REMIND_PRIVATE = "remind_private"
    FLAG = "flag"
    ALERT = "alert"
    """Staff are told at once."""
    CARE = "care"


@dataclass(frozen=True, slots=True)
class Article:
    """One numbered article, in the school's own words."""

    number: ArticleNumber
    text: str
    binds: frozenset[Binds]
    watched_by: tuple[str, ...]
    """Names of detectors, or "compliance" (who is admin), or "people"."""
    because: str
    """Why people watch it and no machine should; empty where a machine does."""
    severity: Severity
    may: frozenset[Power]
    reminder: str
    """Key of the reminder text: "respect" is said as `reminder.respect.group` in the group and as
    `reminder.respect.private` in private, with the article's number. Empty where the bot never
    reminds."""


@dataclass(frozen=True, slots=True)
class EscalationLadder:
    """What happens the first time, the second time, ...; the last step stays."""

    steps: tuple[frozenset[Power], ...]

    def step(self, earlier: int) -> frozenset[Power]:
        """Powers used after *earlier* reminders about the same rule."""
        return self.steps[min(earlier, len(self.steps) - 1)]

    @property
    def silent(self) -> "EscalationLadder":
        """With staff being told wherever somebody would have been reminded."""
        return EscalationLadder(tuple(map(_silent, self.steps)))


def _silent(step: frozenset[Power]) -> frozenset[Power]:
    reminding = {Power.REMIND_GROUP, Power.REMIND_PRIVATE}
    if step.isdisjoint(reminding) or Power.ALERT in step:
        return step - reminding
    return step - reminding | {Power.FLAG}


@dataclass(frozen=True, slots=True)
class RulePolicy:
    """Which article a rule is cited with and how the bot reacts to it."""

    rule: Rule
    article: ArticleNumber
    ladder: EscalationLadder
    flag_from: float
    """Probability from which the rule acts at all (staff are asked)."""
    remind_from: float
    """Probability from which the sender may be reminded without staff looking first."""
    alert_for: frozenset[Urgent] = frozenset()
    """What staff are told at once, whatever the step of the ladder."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    name: str
    title: str
    version: str
    adopted: date
    link: str
    articles: Mapping[ArticleNumber, Article]
    """In the order of the protocol."""
    rules: Mapping[Rule, RulePolicy]
    care_article: ArticleNumber
    """Cited to the care contacts, never to a pupil."""
    care_from: float
    group_pause: timedelta
    """A group is reminded at most once in this time."""
    same_thing: timedelta
    """A member is not reminded of the same rule again within this time."""
    memory: timedelta
    """How long an earlier reminder counts on the ladder."""
    staff_private: frozenset[Rule]
    """Findings about staff that go to the team lead; their other findings are only counted."""
    words: Mapping[str, tuple[str, ...]]
    """The school's own words: "insults", "not_insults", "school_topic", "blocked_domains",
    "allowed_domains", "own_contacts"; lists that are absent are empty."""
    derailing_article: ArticleNumber | None = None
    """What asks staff to stop where a conversation derails; None: the protocol has none, and the
    bot asks nobody."""
    measures: Mapping[Severity, tuple[Proposed, ...]] = field(default_factory=dict)
    """What is proposed for a breach so grave, by how often its sender was warned this school year;
    the last stays. Of a severity that is absent, nothing."""

    @property
    def stamp(self) -> str:
        """Name and version, as each decision records them."""
        return f"{self.name} {self.version}"

    @property
    def compliance_article(self) -> ArticleNumber:
        """The article that says who administers a group; empty when the protocol has none."""
        watched = (a.number for a in self.articles.values() if "compliance" in a.watched_by)
        return next(watched, ArticleNumber(""))

    def cite(self, rule: Rule) -> ArticleNumber:
        """The article a finding of *rule* rests on. Every rule that can be found has one."""
        return self.rules[rule].article

    def policy(self, finding: Finding) -> RulePolicy:
        return self.rules[finding.rule]

    def reminding(self, rules: Collection[Rule]) -> "Rulebook":
        """The same, but reminding of *rules* only: of all else staff are told in its place."""
        policies = {
            rule: policy if rule in rules else replace(policy, ladder=policy.ladder.silent)
            for rule, policy in self.rules.items()
        }
        return replace(self, rules=policies)
