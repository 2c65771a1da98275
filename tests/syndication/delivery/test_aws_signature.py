"""Signatures are those of Amazon's own library."""

from datetime import UTC, datetime

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as TheirCredentials
from hypothesis import given
from hypothesis import strategies as st

from syndication.delivery.aws_signature import Credentials, Unsigned, path_of, signed_headers

NOW = datetime(2019, 2, 27, 11, 33, tzinfo=UTC)
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
NAME_CHARACTERS = st.characters(
    min_codepoint=0x20, max_codepoint=0x1F9FF, exclude_categories=("Cs",), exclude_characters="?#%"
)


def theirs(request: Unsigned) -> str:
    """Return what botocore signs the same request with."""
    signer = S3SigV4Auth(TheirCredentials("AKID", SECRET), "s3", "eu-west-1")
    headers = dict(request.headers) | {"X-Amz-Date": "20190227T113300Z"}
    made = AWSRequest(request.method, f"https://{request.host}{request.path}", headers=headers, data=request.body)
    made.context["timestamp"] = "20190227T113300Z"
    made.headers["X-Amz-Content-SHA256"] = signer.payload(made)
    signed = signer.signature(signer.string_to_sign(made, signer.canonical_request(made)), made)
    return str(signed)


def ours(request: Unsigned) -> str:
    credentials = Credentials(key_id="AKID", secret=SECRET, region="eu-west-1")
    return signed_headers(request, credentials, now=NOW)["Authorization"].rpartition("Signature=")[2]


@given(
    key=st.text(NAME_CHARACTERS, min_size=1, max_size=60),
    headers=st.dictionaries(
        st.sampled_from(["X-Amz-Meta-Guid", "x-amz-meta-a", "Content-Type", "If-None-Match"]),
        st.text("ab :;=%*\t", max_size=20),
        max_size=4,
    ),
    body=st.binary(max_size=40),
)
def test_any_request_is_signed_alike(key: str, headers: dict[str, str], body: bytes) -> None:
    request = Unsigned(
        method="PUT",
        host="s3.test:9000",
        path=path_of("bucket", key),
        headers=headers,
        body=body,
    )
    assert ours(request) == theirs(request)


@pytest.mark.parametrize(
    ("part", "path"), [("a b", "/a%20b"), ("a/b", "/a/b"), ("~._-", "/~._-"), ("정+&", "/%EC%A0%95%2B%26")]
)
def test_paths_are_encoded_as_the_signature_wants_them(part: str, path: str) -> None:
    assert path_of(part) == path


def test_a_secret_is_not_shown() -> None:
    assert SECRET not in repr(Credentials(key_id="AKID", secret=SECRET, region="eu-west-1"))
