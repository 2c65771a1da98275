"""Check ``markup``: the source's links and formatting, each once, and nothing that was not there.

Links are what readers follow and partners are paid for, so one that is lost, doubled or new is blocking; formatting is
a matter for the reviewer.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from feeds.html import INLINE_TAGS, clean_inline
from translations.checks.check import CheckContext, CheckFamily
from translations.findings import Finding, Severity, Span
from translations.inline import write_inline
from translations.marks import FORMATTING_DROPPED, LINK_MOVED
from translations.model import Mark


def check_markup(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Compare the marks of both texts."""
    if not context.source_marks and not context.target_marks:
        return
    outside = [mark for mark in context.target_marks if not 0 <= mark.start <= mark.end <= len(target)]
    if outside:
        yield _block("A mark lies outside the text.")
        return
    yield from _links(source, context)
    yield from _formatting(context)
    if LINK_MOVED in context.notes:
        link = next((mark for mark in reversed(context.target_marks) if mark.href is not None), None)
        yield _block("The engine did not say where the link belongs; it was put at the end.", _span(link))
    markup = write_inline(target, context.target_marks)
    if _has_only_known_tags(context.target_marks) and _without_empty(markup, context) != clean_inline(markup):
        yield _block("The markup is not clean: an address or a nesting would be dropped.")


def _links(source: str, context: CheckContext) -> Iterator[Finding]:
    wanted = _counted(mark for mark in context.source_marks if mark.href is not None)
    there = _counted(mark for mark in context.target_marks if mark.href is not None)
    for (tag, href), count in (wanted - there).items():
        mark = next(mark for mark in context.source_marks if (mark.tag, mark.href) == (tag, href))
        found = there[tag, href]
        lost = f"there {found} times, not {count + found} times" if found else "lost"
        span = mark.start, min(mark.end, len(source))
        yield _block(f"The link to {href} is {lost}.", None, span if span[0] <= span[1] else None)
    for tag, href in there - wanted:
        mark = next(mark for mark in context.target_marks if (mark.tag, mark.href) == (tag, href))
        what = "there more often than in the source" if wanted[tag, href] else "not in the source"
        yield _block(f"The link to {href} is {what}.", _span(mark))
    for mark in context.target_marks:
        has_text = any(other.href == mark.href and other.start < other.end for other in context.source_marks)
        if mark.href is not None and mark.start == mark.end and has_text:
            yield _block(f"The link to {mark.href} has no words to click on.")


def _formatting(context: CheckContext) -> Iterator[Finding]:
    wanted = Counter(mark.tag for mark in context.source_marks if mark.href is None)
    there = Counter(mark.tag for mark in context.target_marks if mark.href is None)
    known = {mark.tag for mark in context.source_marks}
    for tag in wanted - there:
        dropped = " by the engine" if FORMATTING_DROPPED in context.notes else ""
        yield _warn(f"The source has <{tag}> more often; it was dropped{dropped}.")
    for tag in there - wanted:
        mark = next(mark for mark in context.target_marks if mark.tag == tag and mark.href is None)
        if tag not in INLINE_TAGS or tag == "a":
            yield _block(f"The tag <{tag}> is not allowed here.", _span(mark))
        else:
            often = "so often" if tag in known else "at all"
            yield _warn(f"The source does not have <{tag}> {often}.", _span(mark))


def _counted(marks: Iterator[Mark]) -> Counter[tuple[str, str]]:
    return Counter((mark.tag, mark.href or "") for mark in marks)


def _has_only_known_tags(marks: Sequence[Mark]) -> bool:
    return all(mark.tag in INLINE_TAGS for mark in marks)


def _without_empty(markup: str, context: CheckContext) -> str:
    """Return markup without the tags around nothing, which cleaning takes out and which harm nobody."""
    for mark in context.target_marks:
        if mark.start == mark.end and mark.tag != "br":
            return clean_inline(markup)
    return markup


def _span(mark: Mark | None) -> Span | None:
    return None if mark is None or mark.start == mark.end else (mark.start, mark.end)


def _block(message: str, target_span: Span | None = None, source_span: Span | None = None) -> Finding:
    return Finding(
        code="markup", severity=Severity.BLOCK, message=message, target_span=target_span, source_span=source_span
    )


def _warn(message: str, target_span: Span | None = None) -> Finding:
    return Finding(code="markup", severity=Severity.WARN, message=message, target_span=target_span)


MARKUP = CheckFamily(codes=("markup",), check=check_markup)
