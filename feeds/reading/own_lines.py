"""Lines that our own documents print around a text: recognised, so that what was exported is read back as it was.

:mod:`feeds.present` prints the state of a translation and the note of a correction as paragraphs of the body, and
:mod:`feeds.body` the credit of a picture after a word for it. All that is said in any of our languages is known here; a
line that anybody else wrote is hardly ever one of these sentences word for word.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import unescape
from types import MappingProxyType

from feeds.html import plain_text
from feeds.locales import Labels, known_languages, labels_for
from feeds.model import Block, MediaKind, Paragraph

_PARAGRAPH = re.compile("<p>(.*?)</p>")
_MOST_CHARACTERS = 10_000


def without_labels(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Leave out the sentences that tell readers how a translation came about."""
    return tuple(block for block in blocks if _line(block) not in _translation_labels())


def without_correction(blocks: Iterable[Block], note: str) -> tuple[Block, ...]:
    """Leave out the line that a body begins with if it says nothing but a note that is known."""
    blocks = tuple(blocks)
    lines = {_folded(f"{before}{note}{after}") for before, after in _correction_templates()}
    return blocks[1:] if blocks and _folded(_line(blocks[0]) or "") in lines else blocks


def without_own_lines(blocks: Iterable[Block], *, correction: str | None) -> tuple[Block, ...]:
    """Leave out all lines of ours around the text of an entry, whose correction says ``correction``."""
    unlabelled = without_labels(blocks)
    return without_correction(unlabelled, correction) if correction else unlabelled


def read_own_credit(text: str) -> tuple[MediaKind, str] | None:
    """Return what a credit as we print it speaks of, and the name in it: ``Photo: Giang Huy``."""
    for around, kind in _credit_templates().items():
        if credit := _between(text, *around):
            return kind, credit
    return None


def is_own_notice(text: str) -> bool:
    """Say whether a text is our general order not to use an entry, which gives no reason."""
    return " ".join(text.split()) in _notices()


def own_reason(body: str | None) -> str | None:
    """Return the reason that stands under our notice of a withdrawal in a body of HTML, without the word for it."""
    notice, *rest = _PARAGRAPH.findall((body or "")[:_MOST_CHARACTERS]) or [""]
    if not is_own_notice(unescape(notice)) or not rest:
        return None
    line = " ".join(unescape(rest[0]).split())
    return next(filter(None, (_between(line, *around) for around in _reason_templates())), None)


def _between(line: str, before: str, after: str) -> str | None:
    is_between = line.startswith(before) and line.endswith(after) and len(line) > len(before) + len(after)
    return line[len(before) : len(line) - len(after)] if is_between else None


def _line(block: Block) -> str | None:
    """Return the words of a paragraph on one line; nothing else is ever a line of ours."""
    return " ".join(plain_text(block.html).split()) if isinstance(block, Paragraph) else None


def _folded(text: str) -> str:
    """Return a text without what the cleaning of HTML drops and that of plain texts does not."""
    return " ".join(text.replace("\ufeff", "").split())


@cache
def _all_labels() -> tuple[Labels, ...]:
    return tuple(labels_for(language) for language in known_languages())


@cache
def _translation_labels() -> frozenset[str]:
    return frozenset(
        label
        for labels in _all_labels()
        for label in (labels.machine, labels.memory, labels.mixed, labels.untranslated, labels.stale)
    )


@cache
def _notices() -> frozenset[str]:
    return frozenset(notice for labels in _all_labels() for notice in (labels.withdrawn_body, labels.withheld_body))


@cache
def _correction_templates() -> tuple[tuple[str, str], ...]:
    return tuple(_around(labels.correction, "note") for labels in _all_labels())


@cache
def _reason_templates() -> tuple[tuple[str, str], ...]:
    return tuple(_around(labels.withdrawn_reason, "reason") for labels in _all_labels())


@cache
def _credit_templates() -> Mapping[tuple[str, str], MediaKind]:
    return MappingProxyType(
        {
            _around(template, "credit"): kind
            for labels in _all_labels()
            for template, kind in (
                (labels.picture, MediaKind.PICTURE),
                (labels.video, MediaKind.VIDEO),
                (labels.audio, MediaKind.AUDIO),
            )
        }
    )


def _around(template: str, name: str) -> tuple[str, str]:
    before, _, after = template.partition(f"{{{name}}}")
    return before, after
