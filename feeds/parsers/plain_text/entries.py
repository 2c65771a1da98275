"""One bullet and its lines to what it says: its time, its title, its blocks."""

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.model import Block, Paragraph
from feeds.parsers.plain_text.blocks import count_sentences, one_line, read_blocks
from feeds.parsers.plain_text.lines import Line
from feeds.parsers.plain_text.report import Report
from feeds.parsers.plain_text.stamps import Day, Stamp, looks_like_clock, read_day, read_opening
from feeds.reading.credits import read_credits

_TITLE_CHARACTERS = 150
_NOT_TITLE_ENDS = (".", ":", "。", "：", ";", ",")
_CLOSING_QUOTES = "\"'”’»)]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry as written, before its time is known. ``line`` is the number of its bullet's line.

    ``day`` is what a line with nothing but a date above it, or its own time, says.
    """

    line: int
    stamp: Stamp | None
    day: Day | None
    headline: str | None
    blocks: tuple[Block, ...]


def read_entries(items: Sequence[Sequence[Line]], report: Report, *, day: Day | None = None) -> tuple[Draft, ...]:
    """Read entries, each given as its lines with the bullet's first; ``day`` is that of a date just above them.

    A date alone on the line above a bullet holds for all entries below, up to the next such line. An entry of which
    nothing but a time is left is reported and left out.
    """
    drafts: list[Draft] = []
    for number, lines in enumerate(items, start=1):
        below = read_day(lines[-1].text) if len(lines) > 1 and number < len(items) else None
        draft = _read_entry(lines[:-1] if below else lines, day, report)
        if draft is not None:
            drafts.append(draft)
        if below:
            report.add(lines[-1].number, "taken as the day of the entries below it", lines[-1].text)
            day = below
    return tuple(drafts)


def report_doubtful_summary(drafts: Sequence[Draft], report: Report) -> None:
    """Remark on a summary of a single sentence, which may be an update that lacks its time."""
    texts = [block.html for block in drafts[0].blocks if isinstance(block, Paragraph)] if has_summary(drafts) else []
    if sum(map(count_sentences, texts)) == 1:
        report.add(drafts[0].line, "taken as the page's summary, since it leads the page without time or title")


def has_summary(drafts: Sequence[Draft]) -> bool:
    """Say whether the first entry of a page sums up the others: it alone has neither time nor title of its own."""
    is_bare = [draft.stamp is None and draft.headline is None for draft in drafts]
    return len(is_bare) > 1 and is_bare[0] and not all(is_bare)


def is_title(line: Line, *, has_more: bool) -> bool:
    """Say whether an entry's first line is its title: short, no full stop at its end, and more follows.

    The full stop counts inside closing quotes too; that of an abbreviation such as ``U.S.`` does not.
    """
    text = line.text.rstrip(_CLOSING_QUOTES)
    ends_sentence = text.endswith(_NOT_TITLE_ENDS) and not _ends_in_initials(text)
    return has_more and len(line.text) <= _TITLE_CHARACTERS and not ends_sentence and not read_credits(line.text)


def _ends_in_initials(text: str) -> bool:
    word = text.rsplit(" ", 1)[-1]
    return word.count(".") >= 2 and len(word.replace(".", "")) == word.count(".")


def _read_entry(lines: Sequence[Line], day: Day | None, report: Report) -> Draft | None:
    stamp, content = _take_time(lines)
    headline = None
    if content and not content[0].mark and is_title(content[0], has_more=len(content) > 1):
        headline, content = one_line(content[0].text), content[1:]
    if stamp is None and headline and content and not content[0].mark:
        stamp, content = _take_time_below_title(content)
    if not content and not headline:
        report.add(lines[0].number, "a bullet without text was left out", lines[0].text or lines[0].mark)
        return None
    if looks_like_clock(headline or ""):
        report.add(lines[0].number, "it looks like a time that does not exist; taken as a title", headline or "")
    blocks = read_blocks(content, report, has_headline=headline is not None)
    return Draft(line=lines[0].number, stamp=stamp, day=_day_of(stamp) or day, headline=headline, blocks=blocks)


def _take_time(lines: Sequence[Line]) -> tuple[Stamp | None, list[Line]]:
    """Take the time off the bullet's line, or off the line below a bullet that stands alone; return what is left."""
    content = [_unmarked(lines[0], lines[0].text), *lines[1:]]
    if not content[0].text:
        content = content[1:]
    opening = read_opening(content[0].text) if content and not content[0].mark else None
    if opening is None:
        return None, content
    rest = [_unmarked(content[0], opening.rest)] if opening.rest else []
    return opening.stamp, rest + content[1:]


def _take_time_below_title(content: list[Line]) -> tuple[Stamp | None, list[Line]]:
    opening = read_opening(content[0].text)
    if opening is not None and not opening.rest:
        return opening.stamp, content[1:]
    return None, content


def _unmarked(line: Line, text: str) -> Line:
    return Line(number=line.number, indent=line.indent, text=text, follows_blank=line.follows_blank)


def _day_of(stamp: Stamp | None) -> Day | None:
    return stamp.day if stamp else None
