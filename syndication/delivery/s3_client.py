"""Requests to one S3 bucket, through the network that checks every host, and what the answers mean."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from http import HTTPStatus
from typing import NoReturn
from urllib.parse import quote

import httpx2

from syndication.clock import utc_now
from syndication.delivery.aws_signature import Credentials, Unsigned, path_of, signed_headers
from syndication.delivery.connections import TOTAL_S
from syndication.delivery.model import Carrier, Parcel
from syndication.delivery_errors import PermanentFailure, TemporaryFailure
from syndication.errors import HostRefused, RequestFailed
from syndication.network import Limits, Outgoing
from syndication.sources.headers import retry_after_s

_MOST_ANSWER_BYTES = 16_384
_MOST_GUID = 1_000
_CODE = re.compile(rb"<Code>([A-Za-z0-9.]{1,64})</Code>")
_HTTP_OK = range(200, 300)
# What is wrong with these bytes or this name, whoever sends them and whenever. All the rest is the set-up's or the
# server's: keys, rights, regions, clocks, space.
_NEVER_TAKEN = frozenset({"EntityTooLarge", "KeyTooLongError", "MetadataTooLarge", "InvalidURI"})
_ABOUT_CONDITION = frozenset({HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT, HTTPStatus.NOT_IMPLEMENTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server said. ``code`` is S3's own word for a failure, where it gave one."""

    status: int
    headers: Mapping[str, str]
    code: str

    @property
    def is_success(self) -> bool:
        """Say whether it was done."""
        return self.status in _HTTP_OK

    @property
    def is_about_condition(self) -> bool:
        """Say whether it was not done because something else lies there, or since conditions are not known."""
        return self.status in _ABOUT_CONDITION

    def refuse(self) -> NoReturn:
        """Raise the failure that the answer is."""
        reason = f"the server answered {self.status}{f' ({self.code})' if self.code else ''}"
        if self.code in _NEVER_TAKEN:
            raise PermanentFailure(reason, status=self.status)
        wish = retry_after_s(self.headers.get("retry-after"), now=utc_now())
        raise TemporaryFailure(reason, status=self.status, retry_after_s=wish)


@dataclass(kw_only=True)
class Bucket:
    """A bucket, for one sending: all its requests together have a bounded time. ``endpoint`` is ``None`` for Amazon."""

    name: str
    region: str
    endpoint: httpx2.URL | None
    key_id: str
    secret: str = field(repr=False)
    silence_s: float
    carrier: Carrier
    _until: float = field(default_factory=lambda: time.monotonic() + TOTAL_S)

    def ask(self, method: str, key: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Send one signed request.

        Raises :exc:`~syndication.delivery_errors.TemporaryFailure` where there is no answer.
        """
        server, path = self._place(key)
        unsigned = Unsigned(
            method=method, host=server.netloc.decode("ascii"), path=path, headers=headers or {}, body=body
        )
        credentials = Credentials(key_id=self.key_id, secret=self.secret, region=self.region)
        request = Outgoing(
            url=server.copy_with(raw_path=path.encode()),
            method=method,
            headers=signed_headers(unsigned, credentials, now=utc_now()),
            content=body or None,
        )
        left = max(0.1, self._until - time.monotonic())
        limits = Limits(connect_s=self.silence_s, silence_s=self.silence_s, total_s=left)
        try:
            with self.carrier.network.exchange(request, limits=limits, stop=self.carrier.stop) as response:
                said = _read_a_bit(response)
                status, got = response.status_code, dict(response.headers)
        except HostRefused as refused:
            raise TemporaryFailure(str(refused)) from refused
        except RequestFailed as failed:
            known = method != "PUT" or str(failed).startswith(("no connection", "the host"))
            raise TemporaryFailure(str(failed), is_outcome_known=known) from failed
        code = _CODE.search(said)
        return Answer(status=status, headers=got, code=code[1].decode() if code else "")

    def _place(self, key: str) -> tuple[httpx2.URL, str]:
        """Return the server and the path of an object, encoded."""
        if self.endpoint is not None:
            return self.endpoint, path_of(self.name, key)
        # A certificate for *.s3.REGION.amazonaws.com does not cover names with dots.
        if "." in self.name:
            return httpx2.URL(f"https://s3.{self.region}.amazonaws.com"), path_of(self.name, key)
        return httpx2.URL(f"https://{self.name}.s3.{self.region}.amazonaws.com"), path_of(key)


def metadata_of(parcel: Parcel) -> dict[str, str]:
    """Return what is kept with an object.

    S3 takes 2 KB of ASCII, so guids are percent-encoded, and very long ones are left out.
    """
    guid = quote(parcel.guid, safe=":/,;=@!$&'()*+~?#[]%")
    created = parcel.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    told = {
        "sequence": str(parcel.sequence),
        "event": parcel.kind.value,
        "event-id": parcel.event_id,
        "guid": guid if len(guid) <= _MOST_GUID else "",
        "language": parcel.language,
        "version": str(parcel.version),
        "blog": parcel.blog,
        "profile": f"{parcel.partner}/{parcel.profile}",
        "channel": parcel.channel,
        "sha256": parcel.body_hash,
        "time": created,
    }
    return {f"x-amz-meta-{name}": value for name, value in told.items() if value}


def _read_a_bit(response: httpx2.Response) -> bytes:
    read = b""
    for piece in response.iter_raw():
        read += piece
        if len(read) > _MOST_ANSWER_BYTES:
            break
    return read
