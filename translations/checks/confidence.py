"""Check ``confidence``: the engine itself was not sure of its draft; and from what people did, how sure is sure enough.

Measured is the mean log-probability of a draft's tokens, with length penalty 1: 0 is certain, -1 a guess among a few.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from translations.checks.check import CheckContext, CheckFamily
from translations.findings import Finding, Severity

PRIOR_FLOOR = -1.2
"""The floor until people have judged enough drafts."""

FEWEST_OUTCOMES = 50
"""Drafts of one package in one language from which a floor of its own is taken."""

# Below the floor so many drafts in a hundred had to be edited, and there were at least so many drafts.
_EDITED_SHARE = 0.8
_FEWEST_BELOW = 10
_LOWEST, _HIGHEST = -3.0, -0.3
# So far below the floor a draft is worse than none.
_FAR_BELOW = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a draft: approved as it was, or only after an edit."""

    package: str
    language: str
    mean_log_probability: float
    was_edited: bool


def check_confidence(_source: str, _target: str, context: CheckContext) -> Iterator[Finding]:
    """Look at a draft's figure, as long as nobody has looked at the draft."""
    sure = context.mean_log_probability
    if not context.is_machine or sure is None:
        return
    floor = PRIOR_FLOOR if context.confidence_floor is None else context.confidence_floor
    if sure >= floor:
        return
    is_far = sure < floor - _FAR_BELOW
    yield Finding(
        code="confidence",
        severity=Severity.BLOCK if is_far else Severity.WARN,
        message=f"The engine was {'not' if is_far else 'less'} sure: {sure:.2f}, where {floor:.2f} is trusted.",
    )


def confidence_floors(outcomes: Iterable[Outcome]) -> Mapping[tuple[str, str], float]:
    """Return the floor of each (package, language) that drafts were made with."""
    by_pair: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_pair[outcome.package, outcome.language].append(outcome)
    return {pair: confidence_floor(found) for pair, found in by_pair.items()}


def confidence_floor(outcomes: Iterable[Outcome]) -> float:
    """Return the highest figure below which four drafts in five had to be edited; all of one package and language.

    The prior for too few outcomes. Where people edit as many of the unsure drafts as of the others, the engine's
    figure says little, and only what is less sure than any draft that passed is below the floor.
    """
    found = sorted(outcomes, key=lambda outcome: outcome.mean_log_probability)
    if len(found) < FEWEST_OUTCOMES:
        return PRIOR_FLOOR
    floor = None
    edited = 0
    for below, outcome in enumerate(found):
        at_border = below > 0 and found[below - 1].mean_log_probability < outcome.mean_log_probability
        if at_border and below >= _FEWEST_BELOW and edited >= below * _EDITED_SHARE:
            floor = outcome.mean_log_probability
        edited += outcome.was_edited
    if floor is None:
        passed = [outcome.mean_log_probability for outcome in found if not outcome.was_edited]
        floor = min(passed, default=PRIOR_FLOOR)
    return min(max(floor, _LOWEST), _HIGHEST)


CONFIDENCE = CheckFamily(codes=("confidence",), check=check_confidence)
