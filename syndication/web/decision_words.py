"""Decisions of publish policies in plain words, for the desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from syndication.decisions import ReaderCounts, ReaderDecision
from syndication.readers import PUBLIC
from translations.policy import Reason, Show

SHOW_WORDS = {Show.TRANSLATION: "translated", Show.SOURCE: "in the original", Show.NOTHING: "held"}
"""What a reader gets of a text, in a word or two."""

REASON_WORDS = {
    Reason.NO_TEXT: "nothing to translate",
    Reason.LANGUAGE_OFF: "language not delivered",
    Reason.REVIEWED: "reviewed",
    Reason.NOT_REVIEWED: "not reviewed",
    Reason.WAITING: "waiting for review",
    Reason.DRAFTED: "with drafts",
    Reason.MISSING: "not translated",
    Reason.BLOCKED: "a finding blocks",
    Reason.STALE: "outdated",
    Reason.REDRAFTED: "drafted anew",
    Reason.WITHDRAWN: "withdrawn",
}
"""Why, in a word or two; :attr:`translations.policy.Reason.sentence` says it at length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """What some readers get of all texts: ``parts`` are such as ``12 translated (10 reviewed, 2 with drafts)``."""

    readers: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """What some readers get of one text, for the same reason since the same time."""

    readers: str
    show: Show
    show_word: str
    reason_word: str
    sentence: str
    blocking: tuple[str, ...]
    since: datetime | None
    released_at: datetime | None


def reader_words(names: Sequence[str]) -> str:
    """Return the names of readers, the public feeds by what they are."""
    return ", ".join("public feeds" if name == PUBLIC else name for name in names)


def count_lines(counted: Iterable[ReaderCounts]) -> tuple[CountLine, ...]:
    """Say what all readers get, those with one rule together."""
    return tuple(
        CountLine(readers=reader_words(one.readers), parts=tuple(_parts(one)) or ("not decided yet",))
        for one in counted
    )


def decision_lines(decisions: Iterable[ReaderDecision]) -> tuple[DecisionLine, ...]:
    """Say what each reader gets of a text, readers of the same together."""
    together: dict[tuple[object, ...], list[ReaderDecision]] = {}
    for made in decisions:
        decision = made.decision
        key = (decision.show, decision.reason, decision.blocking, made.since, made.released_at)
        together.setdefault(key, []).append(made)
    return tuple(_line(same) for same in together.values())


def _line(same: Sequence[ReaderDecision]) -> DecisionLine:
    first = same[0]
    return DecisionLine(
        readers=reader_words([made.reader.name for made in same]),
        show=first.decision.show,
        show_word=SHOW_WORDS[first.decision.show],
        reason_word=REASON_WORDS[first.decision.reason],
        sentence=first.decision.reason.sentence,
        blocking=first.decision.blocking,
        since=first.since,
        released_at=first.released_at,
    )


def _parts(counted: ReaderCounts) -> Iterable[str]:
    for show in Show:
        of_show = [count for count in counted.counts if count.show is show]
        if of_show:
            reasons = ", ".join(f"{count.texts} {REASON_WORDS[count.reason]}" for count in of_show)
            yield f"{sum(count.texts for count in of_show)} {SHOW_WORDS[show]} ({reasons})"
