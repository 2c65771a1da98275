"""What the checks of text find and what they pass over, by code and language; README.md explains the files."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from translations.checks import CheckContext, run_checks
from translations.findings import Finding, Fix
from translations.glossary import Term, TermStatus
from translations.inline import read_inline

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """Two texts with what is known about them, and whether the code is found in them."""

    code: str
    language: str
    is_found: bool
    source: str
    target: str
    known: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.code}-{self.language}-{'finds' if self.is_found else 'passes'}-{self.target[:30]!a}"

    @property
    def context(self) -> CheckContext:
        known = dict(self.known)
        known.pop("fixed", None)
        known.pop("severity", None)
        source_language = known.pop("source_language", "en")
        context = CheckContext(source_language=source_language, target_language=self.language)
        terms = [*known.pop("terms", ()), *known.pop("admitted", ()), *known.pop("forbidden", ())]
        statuses = (
            [_status(term) for term in self.known.get("terms", ())]
            + [TermStatus.ADMITTED for _ in self.known.get("admitted", ())]
            + [TermStatus.FORBIDDEN for _ in self.known.get("forbidden", ())]
        )
        substituted = tuple(_span(self.target, word) for word in known.pop("substituted", ()))
        marks = {
            "source_marks": read_inline(known.pop("source_html", ""))[1],
            "target_marks": read_inline(known.pop("target_html", ""))[1],
        }
        return replace(
            context,
            terms=tuple(
                Term(
                    source_language=source_language,
                    target_language=self.language,
                    source_text=term[0],
                    target_text=term[1] if len(term) > 1 else "",
                    status=status,
                )
                for term, status in zip(terms, statuses, strict=True)
            ),
            substituted=substituted,
            **marks,
            **{name: tuple(value) if isinstance(value, list) else value for name, value in known.items()},
        )

    def findings(self, target: str | None = None) -> tuple[Finding, ...]:
        """Run all checks, on the example's target or another one."""
        return run_checks(self.source, self.target if target is None else target, self.context)


def examples() -> Iterator[Example]:
    """Yield all examples."""
    for path in sorted(FOLDER.glob("*.toml")):
        for language, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for is_found, key in ((True, "finds"), (False, "passes")):
                for source, target, *known in table[key]:
                    yield _made(path.stem, language, is_found, source, target, known[0] if known else {})


def apply_fix(target: str, fix: Fix) -> str:
    """Return a target with a fix applied."""
    return target[: fix.start] + fix.text + target[fix.end :]


def _made(code: str, language: str, is_found: bool, source: str, target: str, known: dict[str, Any]) -> Example:
    source = read_inline(known["source_html"])[0] if "source_html" in known else source
    target = read_inline(known["target_html"])[0] if "target_html" in known else target
    return Example(code, language, is_found, source, target, known)


def _status(term: list[str]) -> TermStatus:
    return TermStatus.PREFERRED if len(term) > 1 else TermStatus.DO_NOT_TRANSLATE


def _span(target: str, word: str) -> tuple[int, int]:
    start = target.index(word)
    return start, start + len(word)
