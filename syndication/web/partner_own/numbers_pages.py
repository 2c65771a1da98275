"""Numbers a partner has missed, and sending things again: forms for what the API does, too."""

from collections.abc import Callable

from flask import Response, request
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.delivery.replaying import MOST_TEXTS, replay, send_again
from syndication.delivery_errors import UnknownChannel
from syndication.missed_numbers import MissedNumbers, missed_numbers
from syndication.number_ranges import MAX_TEXT, UnreadableNumbers, first_numbers, read_ranges, write_ranges
from syndication.storage.channels import ChannelRecord, find_channel, list_channels
from syndication.web.partner_own.door import Visitor
from syndication.web.partner_own.frame import field, own_page, whole
from syndication.web.partner_own.log_pages import withdrawal_words
from syndication.web.sessions import read_session, write_session


def numbers_page(visitor: Visitor) -> Response:
    """Show the two forms."""
    return _page(visitor)


def check_numbers(visitor: Visitor) -> Response:
    """Compare the numbers that were typed in, or uploaded, with the channel's."""
    try:
        have, since = read_ranges(_have()), _number("since", "1")
        with read_session() as session:
            missed = missed_numbers(session, _channel(session, visitor), have, since=since)
    except (UnreadableNumbers, UnknownChannel) as problem:
        return _page(visitor, status=422, problem=f"{problem}.")
    return _page(visitor, missed=missed)


def replay_numbers(visitor: Visitor) -> Response:
    """Want again everything from a number on."""
    try:
        number = _number("from_sequence", "")
    except UnreadableNumbers as problem:
        return _page(visitor, status=422, problem=f"{problem}.")
    return _send(visitor, lambda session, channel: replay(session, channel, from_sequence=number, now=utc_now()))


def send_numbers_again(visitor: Visitor) -> Response:
    """Want again what went out under some numbers."""
    try:
        numbers = first_numbers(read_ranges(field("sequences", most=MAX_TEXT)), MOST_TEXTS)
    except UnreadableNumbers as problem:
        return _page(visitor, status=422, problem=f"{problem}.")
    return _send(visitor, lambda session, channel: send_again(session, channel, numbers, now=utc_now()))


def _send(visitor: Visitor, work: Callable[[Session, ChannelRecord], int]) -> Response:
    visitor.require(visitor.may_send_again, "have anything sent again")
    try:
        with write_session() as session:
            channel = _channel(session, visitor)
            count = work(session, channel)
    except UnknownChannel as problem:
        return _page(visitor, status=422, problem=f"{problem}.")
    return _page(visitor, done=_done(channel, count))


def _done(channel: ChannelRecord, count: int) -> str:
    if not count:
        return f"Nothing went out on {channel.name} under these numbers, so nothing is sent again."
    what = "1 text is" if count == 1 else f"{count:,} texts are"
    return (
        f"{what} sent again on {channel.name}, each in its newest version, under new numbers after {channel.sequence}."
    )


def _page(
    visitor: Visitor, *, status: int = 200, problem: str = "", done: str = "", missed: MissedNumbers | None = None
) -> Response:
    with read_session() as session:
        channels = list_channels(session, visitor.partner.slug)
    return own_page(
        visitor,
        "numbers.html",
        status=status,
        channels=channels,
        problem=problem,
        done=done,
        missed=missed,
        typed=request.form,
        written=write_ranges,
        withdrawal_words=withdrawal_words,
    )


def _channel(session: Session, visitor: Visitor) -> ChannelRecord:
    name = field("channel")
    channel = find_channel(session, visitor.partner.slug, name)
    if channel is None:
        raise UnknownChannel(visitor.partner.slug, name)
    return channel


def _have() -> str:
    """Return the list: what was typed in and what was uploaded, together."""
    upload = request.files.get("list")
    # One byte more than may be, so that a longer list is refused rather than cut.
    uploaded = upload.stream.read(MAX_TEXT + 1).decode("utf-8", "replace") if upload else ""
    return "\n".join(filter(None, (request.form.get("have", ""), uploaded.removeprefix("\ufeff"))))


def _number(name: str, default: str) -> int:
    said = field(name) or default
    number = whole(said, least=1)
    if number is None:
        raise UnreadableNumbers(said, "is not a whole number from 1 on")
    return number
