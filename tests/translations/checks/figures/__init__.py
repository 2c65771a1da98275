"""Correct translations and errors in them, about numbers, amounts, dates and times: text files, a block a sentence.

A new case is a new block, or a new line in one; what the lines mean is explained in ``numbers.txt``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from translations.checks import CheckContext
from translations.checks.amounts import AMOUNTS
from translations.checks.dates import DATES
from translations.checks.numbers import NUMBERS
from translations.findings import Finding

LANGUAGES = ("en", "vi", "ko")
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A sentence, a translation, and what is wrong with that: ``finding`` is a code and a severity, empty for nothing.

    ``changed`` is what stands in the translation in place of what was right.
    """

    place: str
    source_language: str
    target_language: str
    source: str
    target: str
    finding: tuple[str, str] | tuple[()] = ()
    changed: str = ""

    def __str__(self) -> str:
        return f"{self.place}-{self.source_language}-{self.target_language}"

    def findings(self, target: str | None = None) -> list[Finding]:
        context = CheckContext(source_language=self.source_language, target_language=self.target_language)
        text = self.target if target is None else target
        return [f for family in (NUMBERS, AMOUNTS, DATES) for f in family.check(self.source, text, context)]


def right_cases() -> Iterator[Case]:
    """Yield every sentence of every block with its translations, in all directions."""
    for place, texts, _ in blocks():
        for source, target in permutations(LANGUAGES, 2):
            yield Case(place, source, target, texts[source], texts[target])


def wrong_cases() -> Iterator[Case]:
    """Yield every error of every block, in a translation from each of the other two languages."""
    for place, texts, errors in blocks():
        for number, error in enumerate(errors):
            head, _, rest = error.partition(": ")
            _, code, severity, *only = head.split()
            changes = dict(zip(LANGUAGES, rest.split(" | "), strict=True))
            for source, target in permutations(LANGUAGES, 2):
                if changes[target] == "-" or (only and source != only[-1]):
                    continue
                old, new = changes[target].split(" => ")
                assert texts[target].count(old) == 1, (place, old)
                text = texts[target].replace(old, new)
                yield Case(f"{place}.{number}", source, target, texts[source], text, (code, severity), new)


def blocks() -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Yield the blocks of all files: where they stand, their texts by language, their lines about errors."""
    for path in sorted(FOLDER.glob("*.txt")):
        line_number = 1
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in block.split("\n") if line and not line.startswith("#")]
            texts = {line[:2]: line[4:] for line in lines if line[2:4] == ": "}
            if texts:
                yield f"{path.stem}:{line_number}", texts, [line for line in lines if line.startswith("wrong ")]
            line_number += block.count("\n") + 2
