"""An S3 server of moto. It looks at signatures and rights only once it has been told to; then it does both."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import httpx2
from botocore.config import Config
from moto.server import ThreadedMotoServer

BUCKET = "outlet"
REGION = "us-east-1"


@dataclass(frozen=True)
class RunningS3:
    """A server with one empty bucket, and a key that may do with it what ``actions`` say."""

    url: str
    key_id: str
    secret: str
    admin: Any

    @property
    def names(self) -> list[str]:
        return sorted(item["Key"] for item in self.admin.list_objects_v2(Bucket=BUCKET).get("Contents", ()))

    def get(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = self.admin.get_object(Bucket=BUCKET, Key=key)
        found["content"] = found["Body"].read()
        return found


@contextmanager
def s3_server(*, actions: tuple[str, ...] = ("s3:*",)) -> Iterator[RunningS3]:
    """Serve until the block ends."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    try:
        with httpx2.Client() as control:
            control.post(f"{url}/moto-api/reset")
        admin = _client("s3", url, *_user(url, "admin", ("*",)))
        admin.create_bucket(Bucket=BUCKET)
        key_id, secret = _user(url, "outlet", actions)
        with httpx2.Client() as control:
            # From here on, moto checks who asks.
            control.post(f"{url}/moto-api/reset-auth", content="0")
        yield RunningS3(url, key_id, secret, admin)
    finally:
        with httpx2.Client() as control:
            control.post(f"{url}/moto-api/reset-auth", content="inf")
        server.stop()


def _user(url: str, name: str, actions: tuple[str, ...]) -> tuple[str, str]:
    iam = _client("iam", url, "anybody", "whatever")
    iam.create_user(UserName=name)
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}],
    }
    iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


def _client(service: str, url: str, key_id: str, secret: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )
