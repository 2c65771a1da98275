"""When an entry may be seen: by everybody, and by the readers of a partner who takes embargoed entries later. Pure."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from feeds.model import Entry, PubStatus
from feeds.profile import EmbargoRule, Lift, OutputProfile


def visible_since(entry: Entry) -> datetime:
    """Return when anyone may first see an entry: at its publication time, or when its embargo ends if that is later."""
    # A feed asks this of each of its thousand entries three times over; max() takes three times as long.
    embargo = entry.embargoed_until
    return entry.published_at if embargo is None or embargo < entry.published_at else embargo


def visible_to(entry: Entry, profile: OutputProfile) -> datetime:
    """Return when an entry may first appear in a profile's feed.

    An embargoed entry waits for the profile's offset, and then for the lift times of its territories on the local day
    that it is then. What is told of a withdrawn entry waits for neither: whoever may have it must hear of it.
    """
    return _visible_to(entry, profile.embargo)


def visibility(profile: OutputProfile) -> Callable[[Entry], datetime]:
    """Return :func:`visible_to` for one profile, to be asked of many entries."""
    has_rule = profile.embargo.offset_min or profile.embargo.lifts
    return partial(_visible_to, rule=profile.embargo) if has_rule else visible_since


def lifted_at(lift: Lift, since: datetime) -> datetime:
    """Return when an entry that might appear at ``since`` may do so under a lift time: then, or later on that day.

    A time that the clocks skip is over when as much of the day has gone by as if they had not; of one that they show
    twice the second counts. So no clock there shows an earlier time of that day once the entry is out.
    """
    zone = ZoneInfo(lift.timezone)
    local = datetime.combine(since.astimezone(zone).date(), time.fromisoformat(lift.at), tzinfo=zone)
    return max(since, *(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)))


def _visible_to(entry: Entry, rule: EmbargoRule) -> datetime:
    since = visible_since(entry)
    if entry.embargoed_until is None or entry.pub_status is not PubStatus.USABLE:
        return since
    since += timedelta(minutes=rule.offset_min)
    return max([since, *(lifted_at(lift, since) for lift in rule.lifts)])
