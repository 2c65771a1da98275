"""Canary sentences: what a package does to numbers, capitals, nothing, a long sentence and a link.

They are asked once, when a package is installed, and the answers are kept with it, so that the desk sees what to watch
for. A canary that falls silent does not stop an installation: drafts are reviewed anyway, and models that rewrite links
are common.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from translations.engines.engine import Engine, EngineDraft, EngineFailure

LINK = "https://example.org/live?id=7"
# A translation of a long sentence that is shorter than this part of it has lost something.
_SHORTEST = 0.2


@dataclass(frozen=True, slots=True)
class Canary:
    """A sentence to ask; ``name`` is stable."""

    name: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryResult:
    """What came back. ``problem`` is empty if the answer is all right, else a short sentence."""

    name: str
    source: str
    output: str
    problem: str


CANARIES = (
    Canary("plain", "The leaders met in Hanoi today."),
    Canary("numbers", "On November 5, 14 people and 1,250 soldiers met for 3.5 hours."),
    Canary("all_caps", "LEADERS MEET IN HANOI FOR A SECOND SUMMIT"),
    Canary("empty", ""),
    Canary("blank", " \t "),
    Canary("link", f"Read more at {LINK} today."),
    Canary("long", ", ".join(f"on day {day} the leaders met again" for day in range(1, 41)) + "."),
)


def ask(engine: Engine) -> tuple[CanaryResult, ...]:
    """Ask the engine all canary sentences in one batch; raises what the engine raises."""
    answers = engine.translate([canary.source for canary in CANARIES])
    return tuple(judge(canary, answer) for canary, answer in zip(CANARIES, answers, strict=True))


def judge(canary: Canary, answer: EngineDraft | EngineFailure) -> CanaryResult:
    """Say what is wrong with an answer, if anything."""
    if isinstance(answer, EngineFailure):
        return CanaryResult(name=canary.name, source=canary.source, output="", problem=answer.reason)
    problem = "the translation was cut" if answer.is_cut else _find_problem(canary, answer.text)
    return CanaryResult(name=canary.name, source=canary.source, output=answer.text, problem=problem)


def have_all_failed(results: Sequence[CanaryResult]) -> bool:
    """Say whether the model gave nothing at all, for any sentence it was asked about."""
    return not any(result.output for result in results if result.source.strip())


def _find_problem(canary: Canary, output: str) -> str:
    if not canary.source.strip():
        return "" if output == canary.source else "something was made of nothing"
    if len(output) < _SHORTEST * len(canary.source):
        return "the translation is far too short"
    if output == canary.source:
        return "the sentence came back untranslated"
    if LINK in canary.source and LINK not in output:
        return "the link was changed"
    lost = _numbers(canary.source) - _numbers(output)
    return f"lost numbers: {', '.join(sorted(lost, key=int))}" if lost else ""


def _numbers(text: str) -> set[str]:
    """Collect the numbers in a text without their separators, which differ by language."""
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[.,\s](?=\d)", "", text)))
