"""Objects in an S3 bucket, at Amazon or at a server that speaks the same protocol.

An object appears whole or not at all, so there is no ``.part``. Its metadata say what it is. Nothing is replaced that
nobody has looked at: a request to put says what must lie there at present (``If-None-Match``, ``If-Match``), and who
finds something newer leaves it. Servers that do not know such conditions are asked just before.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

import httpx2
from pydantic import AfterValidator, Field

from feeds.model import STRICT
from syndication.delivery.files import Silence
from syndication.delivery.model import Carrier, ChannelKind, Parcel, Receipt
from syndication.delivery.names import DEFAULT_PATTERN, PART, Pattern, file_name, is_numbered
from syndication.delivery.s3_client import Answer, Bucket, metadata_of
from syndication.delivery.webhook import web_address
from syndication.delivery_errors import PermanentFailure, TemporaryFailure

SECRET_KEY = "secret_key"  # noqa: S105 - the name of it

_PROBE = f"syndication-probe{PART}"
# Larger bodies are only sent after a look: a server that refuses one early may close while we are still sending.
_MOST_UNSEEN_BYTES = 65_536
_PREFIX = re.compile(r"[A-Za-z0-9 ._/-]{0,200}")


def endpoint_address(url: str) -> str:
    """Return ``url`` if it is empty or the address of a server alone; raises :exc:`ValueError` if not."""
    if url and (web_address(url).rstrip("/").count("/") != 2 or re.search("[?#]", url)):
        raise ValueError("expected the address of a server, without a path")
    return url.rstrip("/")


def key_prefix(prefix: str) -> str:
    """Return ``prefix`` without slashes around it; raises :exc:`ValueError` for what is unsafe in addresses."""
    plain = prefix.strip("/")
    if not _PREFIX.fullmatch(plain) or any(part.startswith(".") or not part for part in plain.split("/") if plain):
        raise ValueError(
            "expected letters, digits, spaces and ._- with slashes between folders, none beginning with a dot"
        )
    return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Settings:
    """Which bucket, where, and as whom."""

    __pydantic_config__ = STRICT

    bucket: Annotated[
        str,
        Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", title="Bucket", description="The bucket's name."),
    ]
    prefix: Annotated[
        str,
        AfterValidator(key_prefix),
        Field(
            title="Folder", description="What the names of all objects begin with, such as news/hanoi; a slash follows."
        ),
    ] = ""
    region: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9-]{1,40}$",
            title="Region",
            description="The bucket's region. Servers other than Amazon's mostly want us-east-1.",
        ),
    ] = "us-east-1"
    endpoint: Annotated[
        str,
        AfterValidator(endpoint_address),
        Field(
            title="Server",
            description="Address of another server than Amazon's, such as https://s3.example.org. Empty for Amazon.",
        ),
    ] = ""
    key_id: Annotated[
        str,
        Field(
            pattern=r"^[!-~]{1,128}$", title="Access key ID", description="The key's name; its secret is kept apart."
        ),
    ]
    pattern: Pattern = DEFAULT_PATTERN
    timeout_s: Silence = 10


def send(parcel: Parcel, settings: S3Settings, secrets: Mapping[str, str], carrier: Carrier) -> Receipt:
    """Put a parcel into the bucket."""
    bucket = _bucket(settings, secrets, carrier)
    key = _key(settings, file_name(settings.pattern, parcel))
    if is_numbered(settings.pattern) and len(parcel.body) <= _MOST_UNSEEN_BYTES:
        answer = _put(bucket, key, parcel, {"If-None-Match": "*"})
        if answer.is_success:
            return Receipt(status=answer.status, stored_as=key)
        if not answer.is_about_condition:
            answer.refuse()
    found = bucket.ask("HEAD", key)
    if found.status == HTTPStatus.FORBIDDEN and is_numbered(settings.pattern):
        # A key that may only write. What lies under this number is from a delivery that was given up.
        return _replace(bucket, key, parcel, {})
    if found.status == HTTPStatus.NOT_FOUND:
        return _replace(bucket, key, parcel, {"If-None-Match": "*"})
    if not found.is_success:
        found.refuse()
    if _is_same(found, parcel):
        return Receipt(status=found.status, stored_as=key)
    _refuse_older(found, parcel, settings)
    return _replace(bucket, key, parcel, {"If-Match": found.headers.get("etag", "*")})


def probe(settings: S3Settings, secrets: Mapping[str, str], carrier: Carrier) -> str:
    """Put a small object and delete it."""
    bucket = _bucket(settings, secrets, carrier)
    key = _key(settings, _PROBE)
    answer = bucket.ask("PUT", key, body=b"This object shows that objects can be put here.\n")
    if not answer.is_success:
        answer.refuse()
    looked = bucket.ask("HEAD", key)
    removed = bucket.ask("DELETE", key)
    told = [f"Objects can be put into {settings.bucket}."]
    if not looked.is_success:
        told.append("They cannot be read, so nobody can tell here what lies there.")
        if not is_numbered(settings.pattern):
            raise TemporaryFailure(
                "objects named by {guid} must be readable, so that no older one replaces a newer one"
            )
    if not removed.is_success:
        told.append(f"{key} could not be deleted and stays.")
    return " ".join(told)


def _bucket(settings: S3Settings, secrets: Mapping[str, str], carrier: Carrier) -> Bucket:
    return Bucket(
        name=settings.bucket,
        region=settings.region,
        endpoint=httpx2.URL(settings.endpoint) if settings.endpoint else None,
        key_id=settings.key_id,
        secret=secrets.get(SECRET_KEY, ""),
        silence_s=settings.timeout_s,
        carrier=carrier,
    )


def _key(settings: S3Settings, name: str) -> str:
    return f"{settings.prefix}/{name}" if settings.prefix else name


def _put(bucket: Bucket, key: str, parcel: Parcel, condition: Mapping[str, str]) -> Answer:
    headers = {"Content-Type": parcel.media_type, **metadata_of(parcel), **condition}
    return bucket.ask("PUT", key, headers=headers, body=parcel.body)


def _replace(bucket: Bucket, key: str, parcel: Parcel, condition: Mapping[str, str]) -> Receipt:
    answer = _put(bucket, key, parcel, condition)
    if answer.status == HTTPStatus.NOT_IMPLEMENTED and condition:
        answer = _put(bucket, key, parcel, {})
    if answer.is_about_condition:
        raise TemporaryFailure("somebody else put something there at the same time", status=answer.status)
    if not answer.is_success:
        answer.refuse()
    return Receipt(status=answer.status, stored_as=key)


def _is_same(found: Answer, parcel: Parcel) -> bool:
    own = metadata_of(parcel)
    return all(found.headers.get(name) == own[name] for name in ("x-amz-meta-event-id", "x-amz-meta-sha256"))


def _refuse_older(found: Answer, parcel: Parcel, settings: S3Settings) -> None:
    """Raise if what lies there is newer: another one of this number, or a later version of this text."""
    if is_numbered(settings.pattern):
        # Both are UTC and have one length, so they compare as texts do.
        is_newer = found.headers.get("x-amz-meta-time", "") > metadata_of(parcel)["x-amz-meta-time"]
    else:
        version = found.headers.get("x-amz-meta-version", "")
        is_newer = version.isdecimal() and int(version) > parcel.version
    if is_newer:
        raise PermanentFailure("something newer lies there under this name", status=found.status)


S3 = ChannelKind(
    name="s3",
    title="S3",
    summary="An object for each delivery in a bucket at Amazon, or at a server that speaks its protocol.",
    settings=S3Settings,
    secrets={SECRET_KEY: "Secret access key"},
    send=send,
    probe=probe,
)
