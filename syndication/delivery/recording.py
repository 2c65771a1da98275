"""What is written down of a delivery: before it leaves, and when it was accepted or not.

Each function does the work of one transaction, which the caller owns. A delivery is in the log before its first byte
leaves, so that a process that is killed leaves behind what may have arrived; the next worker sends the same bytes under
the same id again. A number is used up in the transaction that notes the acceptance, and by nothing else.
"""

import hashlib
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.delivery.back_off import is_given_up, retry_at
from syndication.delivery.model import ChannelState, DeliveryState, Kind, Outcome, Parcel, Receipt
from syndication.delivery.parcels import Made, follows_at
from syndication.delivery_errors import DeliveryFailure, PermanentFailure, TemporaryFailure
from syndication.notices import tell_channel
from syndication.storage.channels import ChannelRecord, hold_channels, note_progress, renew_channel
from syndication.storage.deliveries import (
    AttemptRecord,
    DeliveryRecord,
    append_attempt,
    insert_delivery,
    is_under_way,
    load_body,
    save_delivery,
    save_under_way,
)
from syndication.storage.wanted_deliveries import (
    WantedDelivery,
    fail_wanted,
    finish_wanted,
    is_still_wanted,
    postpone_wanted,
)

_MOST_ERROR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """By whom a channel is held, and until when it is from now on."""

    worker: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A delivery that is written down and may leave now. ``attempts`` is which try this will be, from 1.

    ``again_at`` is when something follows by the clock alone, once this is accepted.
    """

    delivery_id: int
    attempts: int
    wanted: WantedDelivery
    parcel: Parcel
    again_at: datetime | None = None


def open_new(
    session: Session,
    channel: ChannelRecord,
    wanted: WantedDelivery,
    made: Made,
    *,
    before: DeliveryRecord | None,
    lease: Lease,
    now: datetime,
) -> Opened | None:
    """Write down what is about to leave, in place of ``before``; ``None`` where it is not to leave any more.

    That is so where the text was changed or killed since it was made, or the channel was lost to another worker.
    """
    if not _may_leave(session, channel, wanted, lease):
        return None
    if before is not None:
        save_delivery(session, before.id, {"state": DeliveryState.SUPERSEDED})
    parcel = _parcel(channel, wanted, made, now=now)
    delivery_id = insert_delivery(
        session,
        {
            "channel_id": channel.id,
            "partner_id": channel.partner_id,
            "profile_id": channel.profile_id,
            "blog_id": wanted.blog_id,
            "guid": wanted.guid,
            "language": wanted.language,
            "kind": made.kind,
            "version": made.version,
            "source_version": made.source_version,
            "revision": wanted.revision,
            "generation": wanted.generation,
            "sequence": parcel.sequence,
            "event_id": parcel.event_id,
            "state": DeliveryState.SENDING,
            "media_type": made.media_type,
            "file_name": f"{parcel.sequence:012d}{made.suffix}",
            "body": made.body,
            "body_hash": parcel.body_hash,
            "body_bytes": len(made.body),
            "style_hash": made.style_hash,
            "withheld_media": made.withheld_media,
            "attempts": 1,
            "created_at": now,
        },
    )
    return Opened(delivery_id=delivery_id, attempts=1, wanted=wanted, parcel=parcel, again_at=made.again_at)


def open_again(
    session: Session,
    channel: ChannelRecord,
    wanted: WantedDelivery,
    before: DeliveryRecord,
    *,
    lease: Lease,
    slug: str,
    now: datetime,
) -> Opened | None:
    """Write down that the same bytes are about to leave again, under the same id and number; see :func:`open_new`."""
    if not _may_leave(session, channel, wanted, lease):
        return None
    body = load_body(session, before.id)
    if body is None:
        return None
    attempts = before.attempts + 1
    save_delivery(session, before.id, {"attempts": attempts})
    parcel = parcel_of(before, channel, slug=slug, body=body, sent_at=now)
    takes_back = before.kind is Kind.WITHHOLD
    again_at = follows_at(session, wanted, channel.profile, now=now) if takes_back else None
    return Opened(delivery_id=before.id, attempts=attempts, wanted=wanted, parcel=parcel, again_at=again_at)


def parcel_of(before: DeliveryRecord, channel: ChannelRecord, *, slug: str, body: bytes, sent_at: datetime) -> Parcel:
    """Return a delivery of the log as it leaves once more, or has left."""
    return Parcel(
        event_id=before.event_id,
        sequence=before.sequence,
        kind=before.kind,
        guid=before.guid,
        language=before.language,
        version=before.version,
        blog=slug,
        partner=channel.partner,
        profile=channel.profile.name,
        channel=channel.name,
        media_type=before.media_type,
        suffix=before.file_name[before.file_name.rfind(".") :],
        body=body,
        body_hash=before.body_hash,
        created_at=before.created_at,
        sent_at=sent_at,
    )


def record_accepted(
    session: Session, channel: ChannelRecord, opened: Opened, receipt: Receipt, *, began_at: datetime, now: datetime
) -> None:
    """Write down that the partner has it: its number is used up, the wish fulfilled, the channel well."""
    hold_channels(session, [channel.id])
    took_s = (now - began_at).total_seconds()
    attempt = AttemptRecord(at=began_at, outcome=Outcome.ACCEPTED, status=receipt.status, error=None, took_s=took_s)
    append_attempt(session, opened.delivery_id, attempt)
    values = {
        "state": DeliveryState.ACCEPTED,
        "accepted_at": now,
        "status": receipt.status,
        "error": None,
        "took_s": took_s,
    }
    if receipt.stored_as:
        values["file_name"] = receipt.stored_as
    if not save_under_way(session, opened.delivery_id, values):
        # We were so late that the channel went to another worker, who has sent it again or something newer.
        return
    if opened.again_at is None:
        finish_wanted(session, opened.wanted)
    else:
        postpone_wanted(session, opened.wanted, until=opened.again_at, reason="held until its time")
    text = (opened.wanted.guid, opened.wanted.language)
    tell_channel(session, channel.id, *text, revision=opened.wanted.revision, now=now)
    well = {"sequence": opened.parcel.sequence, "failures": 0, "retry_at": None, "last_accepted_at": now}
    note_progress(session, channel.id, well | {"last_took_s": took_s})


def record_failed(
    session: Session,
    channel: ChannelRecord,
    opened: Opened,
    failure: DeliveryFailure,
    *,
    began_at: datetime,
    now: datetime,
    chance: Callable[[], float] = random.random,
) -> None:
    """Write down that the partner does not have it, or may not have it, and when it is tried again, if it is."""
    hold_channels(session, [channel.id])
    took_s, error = (now - began_at).total_seconds(), failure.reason[:_MOST_ERROR]
    attempt = AttemptRecord(at=began_at, outcome=_outcome(failure), status=failure.status, error=error, took_s=took_s)
    append_attempt(session, opened.delivery_id, attempt)
    if not is_under_way(session, opened.delivery_id):
        return
    told = {"status": failure.status, "error": error, "took_s": took_s}
    progress: dict[str, object] = {"last_error": error, "last_failed_at": now, "last_took_s": took_s}
    match failure:
        case PermanentFailure(is_gone=True):
            progress |= {"state": ChannelState.STOPPED, "state_reason": error}
            is_dead, again_at = False, now
        case PermanentFailure():
            # Nothing is wrong with the channel: the next one may be accepted.
            progress |= {"failures": 0, "retry_at": None}
            is_dead, again_at = True, now
        case _:
            asked_s = failure.retry_after_s if isinstance(failure, TemporaryFailure) else None
            channel_at = retry_at(channel.failures + 1, asked_s=asked_s, chance=chance, now=now)
            progress |= {"failures": channel.failures + 1, "retry_at": channel_at}
            again_at = max(channel_at, retry_at(opened.wanted.attempts + 1, asked_s=None, chance=chance, now=now))
            is_dead = _is_given_up(channel, opened.wanted, now)
    if is_dead:
        told["state"] = DeliveryState.REFUSED
    save_delivery(session, opened.delivery_id, told)
    fail_wanted(session, opened.wanted, error=error, retry_at=again_at, is_dead=is_dead, now=now)
    note_progress(session, channel.id, progress)


def record_broken(session: Session, wanted: WantedDelivery, reason: str, *, now: datetime) -> None:
    """Write down that a text cannot be written in the partner's format: a dead letter until it changes."""
    fail_wanted(session, wanted, error=reason[:_MOST_ERROR], retry_at=now, is_dead=True, now=now)


def give_up_under_way(session: Session, before: DeliveryRecord) -> None:
    """Write down that what was under way is not sent any more; its number is the next one's."""
    save_delivery(session, before.id, {"state": DeliveryState.SUPERSEDED})


def _may_leave(session: Session, channel: ChannelRecord, wanted: WantedDelivery, lease: Lease) -> bool:
    is_ours = renew_channel(session, channel.id, worker=lease.worker, until=lease.until)
    return is_ours and is_still_wanted(session, wanted)


def _is_given_up(channel: ChannelRecord, wanted: WantedDelivery, now: datetime) -> bool:
    return is_given_up(
        wanted.attempts + 1,
        first_failed_at=wanted.first_failed_at or now,
        channel_accepted_at=channel.last_accepted_at,
        now=now,
    )


def _outcome(failure: DeliveryFailure) -> Outcome:
    if isinstance(failure, PermanentFailure):
        return Outcome.PERMANENT
    is_known = not isinstance(failure, TemporaryFailure) or failure.is_outcome_known
    return Outcome.TEMPORARY if is_known else Outcome.UNKNOWN


def _parcel(channel: ChannelRecord, wanted: WantedDelivery, made: Made, *, now: datetime) -> Parcel:
    return Parcel(
        event_id=f"msg_{secrets.token_urlsafe(18)}",
        sequence=channel.sequence + 1,
        kind=Kind(made.kind),
        guid=wanted.guid,
        language=wanted.language,
        version=made.version,
        blog=made.blog,
        partner=channel.partner,
        profile=channel.profile.name,
        channel=channel.name,
        media_type=made.media_type,
        suffix=made.suffix,
        body=made.body,
        body_hash=hashlib.sha256(made.body).hexdigest(),
        created_at=now,
        sent_at=now,
    )
