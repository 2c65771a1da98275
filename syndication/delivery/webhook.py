"""Webhooks: each delivery is a POST that proves who sent it (Standard Webhooks 1.0.0).

The signature is HMAC-SHA256 over id, time and body; while a key is being changed, one with each. No redirect is
followed: the signature is for the address that was agreed on. 2xx accepts. 408, 429, 5xx and silence may pass, 410 ends
the channel, any other 4xx is final for these bytes.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

import httpx2
from pydantic import AfterValidator, Field

from feeds.dates import rfc3339
from feeds.html import is_web_url
from feeds.model import STRICT
from syndication import __version__
from syndication.clock import utc_now
from syndication.delivery.model import Carrier, ChannelKind, Parcel, Receipt
from syndication.delivery_errors import PermanentFailure, TemporaryFailure
from syndication.errors import HostRefused, RequestFailed, RequestStopped
from syndication.network import Limits, Outgoing
from syndication.sources.headers import retry_after_s

SIGNING_KEY = "signing_key"
PREVIOUS_SIGNING_KEY = "previous_signing_key"
KEY_PREFIX = "whsec_"

_MAY_PASS = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_MOST_ANSWER_BYTES = 16_384
_CLIENT_ERRORS = 400
_SERVER_ERRORS = 500
_REDIRECTS = 300
_REDIRECTING = range(_REDIRECTS, _CLIENT_ERRORS)


def web_address(url: str) -> str:
    """Return ``url`` if it is an http or https address without a user; raises :exc:`ValueError` if not."""
    if not is_web_url(url) or httpx2.URL(url).userinfo:
        raise ValueError("expected an http or https address without user and password")
    return url


class Payload(StrEnum):
    """What is posted: the ``document`` itself, or an ``event`` in JSON that holds it (Standard Webhooks, "Payload")."""

    DOCUMENT = "document"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """Where to post, and how long to wait."""

    __pydantic_config__ = STRICT

    url: Annotated[
        str,
        AfterValidator(web_address),
        Field(title="Address", description="The partner's endpoint, http or https; each delivery is posted to it."),
    ]
    timeout_s: Annotated[
        int, Field(ge=1, le=30, title="Patience", description="Seconds to wait for an answer, 1 to 30.")
    ] = 10
    payload: Annotated[
        Payload,
        Field(
            title="What is posted",
            description="document: the document as it is. event: a JSON object that holds it.",
        ),
    ] = Payload.DOCUMENT


def send(parcel: Parcel, settings: WebhookSettings, secrets: Mapping[str, str], carrier: Carrier) -> Receipt:
    """Post a parcel; see the module for what its answers mean."""
    media_type, content = payload_of(parcel, settings.payload)
    headers = {"Content-Type": media_type} | headers_of(parcel, content, secrets)
    request = Outgoing(url=httpx2.URL(settings.url), method="POST", headers=headers, content=content)
    limits = Limits(connect_s=settings.timeout_s, silence_s=settings.timeout_s, total_s=2 * settings.timeout_s)
    try:
        with carrier.network.exchange(request, limits=limits, stop=carrier.stop) as response:
            status, retry = response.status_code, response.headers.get("retry-after")
            _read_a_bit(response)
    except HostRefused as refused:
        raise TemporaryFailure(str(refused)) from refused
    except RequestStopped as stopped:
        raise TemporaryFailure(str(stopped), is_outcome_known=False) from stopped
    except RequestFailed as failed:
        known = str(failed).startswith(("no connection", "the host"))
        raise TemporaryFailure(str(failed), is_outcome_known=known) from failed
    return _judge(status, retry)


def probe(settings: WebhookSettings, secrets: Mapping[str, str], carrier: Carrier) -> str:
    """Ask the address by HEAD: any answer shows that it is reached, and that its certificate is right."""
    request = Outgoing(
        url=httpx2.URL(settings.url), method="HEAD", headers={"User-Agent": f"syndication/{__version__}"}
    )
    limits = Limits(connect_s=settings.timeout_s, silence_s=settings.timeout_s, total_s=settings.timeout_s)
    try:
        with carrier.network.exchange(request, limits=limits, stop=carrier.stop) as response:
            status = response.status_code
    except RequestFailed as failed:
        raise TemporaryFailure(str(failed)) from failed
    if status == HTTPStatus.GONE:
        raise PermanentFailure("the address answers 410 (gone): it wants nothing", status=status, is_gone=True)
    if status >= _SERVER_ERRORS and status != HTTPStatus.NOT_IMPLEMENTED:
        raise TemporaryFailure(f"the address answers {status}: its server is in trouble", status=status)
    if status in _REDIRECTING:
        raise TemporaryFailure(f"the address answers {status}, a redirect, which is not followed", status=status)
    if status == HTTPStatus.NOT_FOUND:
        return "The server answers, by 404: right where it takes POST only, or the path is wrong."
    return f"The server answers ({status} to HEAD). Whether it accepts deliveries the first one will show."


def payload_of(parcel: Parcel, payload: Payload) -> tuple[str, bytes]:
    """Return the media type and the bytes that are posted. The same parcel is the same bytes, whenever it is sent."""
    if payload is Payload.DOCUMENT:
        return parcel.media_type, parcel.body
    event = {
        "type": f"entry.{parcel.kind}",
        "timestamp": rfc3339(parcel.created_at),
        "data": {
            "sequence": parcel.sequence,
            "guid": parcel.guid,
            "version": parcel.version,
            "language": parcel.language,
            "blog": parcel.blog,
            "profile": f"{parcel.partner}/{parcel.profile}",
            "channel": parcel.channel,
            "media_type": parcel.media_type,
            "sha256": parcel.body_hash,
            "document": parcel.body.decode(),
        },
    }
    return "application/json", json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(parcel: Parcel, content: bytes, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a parcel that is posted as ``content``, signed with every key that is in use."""
    timestamp = str(int(parcel.sent_at.timestamp()))
    signatures = " ".join(signature_of(key, parcel.event_id, timestamp, content) for key in _keys(secrets))
    return {
        "User-Agent": f"syndication/{__version__}",
        "Webhook-Id": parcel.event_id,
        "Webhook-Timestamp": timestamp,
        "Webhook-Signature": signatures,
        "Syndication-Sequence": str(parcel.sequence),
        "Syndication-Event": str(parcel.kind),
        "Syndication-Blog": parcel.blog,
        # A header is ASCII, a guid may be an IRI.
        "Syndication-Guid": quote(parcel.guid, safe=":/,;=@!$&'()*+~?#[]%"),
        "Syndication-Language": parcel.language,
        "Syndication-Version": str(parcel.version),
        "Syndication-Profile": f"{parcel.partner}/{parcel.profile}",
        "Syndication-Channel": parcel.channel,
    }


def signature_of(key: str, event_id: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a delivery, ``v1,`` and base64 (Standard Webhooks, "Signature scheme")."""
    signed = f"{event_id}.{timestamp}.".encode() + body
    digest = hmac.new(_key_bytes(key), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _keys(secrets: Mapping[str, str]) -> Iterator[str]:
    for name in (SIGNING_KEY, PREVIOUS_SIGNING_KEY):
        if key := secrets.get(name):
            yield key


def _key_bytes(key: str) -> bytes:
    try:
        return base64.b64decode(key.removeprefix(KEY_PREFIX), validate=True)
    except binascii.Error:
        # A key somebody chose by hand is taken as it is.
        return key.encode()


def _read_a_bit(response: httpx2.Response) -> None:
    """Read the answer as far as anybody would look at it; its words do not count."""
    read = 0
    for piece in response.iter_raw():
        read += len(piece)
        if read > _MOST_ANSWER_BYTES:
            return


def _judge(status: int, retry: str | None) -> Receipt:
    told = f"the partner answered {status}"
    if status == HTTPStatus.GONE:
        raise PermanentFailure(f"{told} (gone): it wants nothing more here", status=status, is_gone=True)
    if status in _MAY_PASS or status >= _SERVER_ERRORS:
        raise TemporaryFailure(told, status=status, retry_after_s=retry_after_s(retry, now=utc_now()))
    if status >= _CLIENT_ERRORS:
        raise PermanentFailure(told, status=status)
    if status >= _REDIRECTS:
        raise TemporaryFailure(f"{told}, a redirect, which is not followed: correct the address", status=status)
    return Receipt(status=status)


WEBHOOK = ChannelKind(
    name="webhook",
    title="Webhook",
    summary="Each delivery is posted to an address of the partner's, signed as Standard Webhooks say.",
    settings=WebhookSettings,
    secrets={SIGNING_KEY: "Signing key", PREVIOUS_SIGNING_KEY: "Signing key before that"},
    optional_secrets=frozenset({PREVIOUS_SIGNING_KEY}),
    send=send,
    probe=probe,
)
