"""What pages say of channels and deliveries: states and failures in plain words, spans of time, the flow of an hour."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from math import floor

from syndication.delivery.model import ChannelState, DeliveryState, Kind, Outcome
from syndication.storage.channels import ChannelRecord
from syndication.storage.delivery_log import Accepted
from syndication.web.plots import Column, columns

BUCKETS = 30
"""Into how many columns the last hour is cut."""

HOUR = timedelta(hours=1)

CHANNEL_STATES = {
    ChannelState.ACTIVE: "active",
    ChannelState.PAUSED: "paused",
    ChannelState.STOPPED: "stopped by the partner",
    ChannelState.RETIRED: "retired",
}
DELIVERY_STATES = {
    DeliveryState.SENDING: "under way",
    DeliveryState.ACCEPTED: "accepted",
    DeliveryState.REFUSED: "refused",
    DeliveryState.SUPERSEDED: "superseded",
}
KINDS = {
    Kind.NEW: "new",
    Kind.UPDATE: "update",
    Kind.CORRECTION: "correction",
    Kind.WITHHOLD: "hold",
    Kind.KILL: "kill",
}
OUTCOMES = {
    Outcome.ACCEPTED: "accepted",
    Outcome.TEMPORARY: "failed for now",
    Outcome.PERMANENT: "refused",
    Outcome.UNKNOWN: "no answer: it may have arrived",
}

_STATUS = re.compile(r"\banswered ([1-5][0-9]{2})\b")
_ADVICE_OF_STATUS = {
    400: "The partner does not understand what it was sent: compare its format with the profile's.",
    401: "The partner does not know who sends: check the signing key or the token in the address.",
    403: "The partner lets us not in: check the signing key, or ask whether it has our address on its list.",
    404: "There is nothing at the address: check its path.",
    405: "The address takes no POST: check its path.",
    410: "The partner wants nothing more at this address.",
    413: "What was sent is too large for the partner: a profile with less text or no pictures may help.",
    415: "The partner does not take this format: choose another profile.",
    422: "The partner has read it and finds a fault in it: ask which, or run its conformance kit.",
    429: "The partner wants to be sent less at once: set a limit per minute.",
}
_ADVICE = (
    (re.compile(r"^no connection"), "The partner's machine does not take connections. It is tried again by itself."),
    (re.compile(r"^the host .* is not known"), "No machine has this name: check the address."),
    (
        re.compile(r"not a public address"),
        "The address lies inside a private network, which the operator has to allow.",
    ),
    (re.compile(r"it fell silent|took too long"), "The partner answers too slowly. It is tried again by itself."),
    (re.compile(r"certificate|TLS|SSL", re.IGNORECASE), "The partner's machine cannot prove who it is."),
    (re.compile(r"redirect"), "Put the address it leads to into the settings."),
    (
        re.compile(r"secret cannot be read"),
        "Set the channel's secrets anew, or bring back the key they were sealed with.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What was accepted in the last hour: how much, and the columns that show when."""

    accepted: int
    columns: tuple[Column, ...]


def advice_of(error: str | None) -> str:
    """Say what to do about a failure; nothing where it says enough by itself."""
    if not error:
        return ""
    for pattern, advice in _ADVICE:
        if pattern.search(error):
            return advice
    if found := _STATUS.search(error):
        status = int(found[1])
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return "The partner's server is in trouble. It is tried again by itself."
        return _ADVICE_OF_STATUS.get(status, "")
    return ""


def trouble_of(channel: ChannelRecord, *, now: datetime) -> str:
    """Say in a sentence what keeps a channel from sending; nothing where it is well."""
    if channel.is_partner_disabled:
        return "The partner is disabled: nothing is sent to it but kills, holds and corrections of what it has."
    match channel.state:
        case ChannelState.PAUSED:
            return f"Paused {channel.state_reason or ''}".strip() + ": what is wanted waits until it is resumed."
        case ChannelState.STOPPED:
            return (
                f"Stopped: {channel.state_reason or 'the partner wants nothing more'}. Resume it once that is settled."
            )
        case ChannelState.RETIRED:
            return f"Retired {channel.state_reason or ''}".strip() + ". Resuming brings it back with its number."
    if not channel.failures:
        return ""
    times = "once" if channel.failures == 1 else f"{channel.failures} times in a row"
    wait = ""
    if channel.retry_at is not None and channel.retry_at > now:
        wait = f"; it is tried again in {span(channel.retry_at - now)}"
    return f"Failed {times}: {channel.last_error or 'no reason is known'}{wait}."


def span(length: timedelta) -> str:
    """Write how long something is, as people say it."""
    seconds = max(0, int(length.total_seconds()))
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def flows(accepted: Iterable[Accepted], *, now: datetime) -> dict[int, Flow]:
    """Return by channel what was accepted in the last hour."""
    counts: dict[int, list[int]] = {}
    for one in accepted:
        at = floor((one.at - (now - HOUR)) / HOUR * BUCKETS)
        if at >= 0:
            counts.setdefault(one.channel_id, [0] * BUCKETS)[min(at, BUCKETS - 1)] += 1
    return {
        channel_id: Flow(accepted=sum(found), columns=columns([float(count) for count in found]))
        for channel_id, found in counts.items()
    }
