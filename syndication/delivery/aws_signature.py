"""Requests to S3 that prove who makes them: AWS Signature Version 4, with the body's hash signed too.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

_ALGORITHM = "AWS4-HMAC-SHA256"
_SERVICE = "s3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """An access key of one region; ``secret`` is never shown."""

    key_id: str
    secret: str = field(repr=False)
    region: str


def path_of(*parts: str) -> str:
    """Return parts as the path of an address, each encoded as the signature wants it; slashes stay."""
    return "/" + "/".join(quote(part, safe="/-_.~") for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsigned:
    """A request before it is signed: ``path`` as it stands in the address, encoded; none has a query."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def signed_headers(request: Unsigned, credentials: Credentials, *, now: datetime) -> dict[str, str]:
    """Return the headers of a request with what proves who makes it, ``Host`` included."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    body_hash = hashlib.sha256(request.body).hexdigest()
    headers = {
        **{name: " ".join(value.split()) for name, value in request.headers.items()},
        "Host": request.host,
        "X-Amz-Date": stamp,
        "X-Amz-Content-SHA256": body_hash,
    }
    canonical = sorted((name.lower(), value) for name, value in headers.items())
    names = ";".join(name for name, _ in canonical)
    lines = "".join(f"{name}:{value}\n" for name, value in canonical)
    whole = f"{request.method}\n{request.path}\n\n{lines}\n{names}\n{body_hash}"
    scope = f"{stamp[:8]}/{credentials.region}/{_SERVICE}/aws4_request"
    to_sign = "\n".join((_ALGORITHM, stamp, scope, hashlib.sha256(whole.encode()).hexdigest()))
    key = f"AWS4{credentials.secret}".encode()
    for part in scope.split("/"):
        key = _mac(key, part)
    proof = _mac(key, to_sign).hex()
    headers["Authorization"] = (
        f"{_ALGORITHM} Credential={credentials.key_id}/{scope}, SignedHeaders={names}, Signature={proof}"
    )
    return headers


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
