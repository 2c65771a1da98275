"""Questions of our hub: did you mean it, you are denied, something has changed (W3C WebSub §5.2, §5.3, §6).

No redirect is followed, no answer is read beyond what counts, and an address in a private network is asked only where
the operator allows it (:mod:`syndication.network`).
"""

import hmac
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

import httpx2

from syndication import __version__
from syndication.errors import HostRefused, RequestFailed, RequestStopped
from syndication.network import Limits, Network, Outgoing
from syndication.sources.headers import retry_after_s
from syndication.storage.websub_requests import Mode, RequestRecord
from syndication.websub.callbacks import with_parameters

USER_AGENT = f"syndication/{__version__} (WebSub)"

_LIMITS = Limits(connect_s=5.0, silence_s=5.0, total_s=10.0)
_MAY_PASS = frozenset({408, 425, 429})
_REDIRECTS = 300
_CLIENT_ERRORS = 400
_NOT_FOUND = 404
_GONE = 410
_SERVER_ERRORS = 500


class Reply(StrEnum):
    """How a question ended: as wished, in a no, in nothing that counts, or without an answer for now.

    ``stopped``: this process is to end, and nobody has failed.
    """

    YES = "yes"
    NO = "no"
    INVALID = "invalid"
    LATER = "later"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How a question ended, and why; ``retry_after_s`` is what the other side asked for."""

    reply: Reply
    reason: str = ""
    retry_after_s: float | None = None


def verify(network: Network, request: RequestRecord, topic: str, *, now: datetime, stop: threading.Event) -> Answered:
    """Ask a callback whether it meant to subscribe, or not to any more. ``topic`` is as it was asked for."""
    challenge = secrets.token_urlsafe(32)
    parameters = [("hub.mode", str(request.mode)), ("hub.topic", topic), ("hub.challenge", challenge)]
    if request.lease_s is not None:
        parameters.append(("hub.lease_seconds", str(request.lease_s)))
    outgoing = _get(with_parameters(request.target, parameters))

    def is_echo(response: httpx2.Response) -> bool:
        body = b""
        for piece in response.iter_raw():
            body += piece
            if len(body) > len(challenge):
                return False
        return hmac.compare_digest(body, challenge.encode())

    return _exchange(network, outgoing, is_echo=is_echo, now=now, stop=stop)


def deny(
    network: Network, request: RequestRecord, topic: str, reason: str, *, now: datetime, stop: threading.Event
) -> Answered:
    """Tell a callback that it is sent nothing of a topic any more."""
    parameters = [("hub.mode", str(Mode.DENIED)), ("hub.topic", topic), ("hub.reason", reason)]
    return _exchange(network, _get(with_parameters(request.target, parameters)), now=now, stop=stop)


def ping(network: Network, hub: str, topic: str, *, now: datetime, stop: threading.Event) -> Answered:
    """Tell another hub that a topic has changed; the Recommendation leaves open how, so it is as hubs want it."""
    form = urlencode([("hub.mode", str(Mode.PUBLISH)), ("hub.topic", topic), ("hub.url", topic)])
    headers = {"User-Agent": USER_AGENT, "Content-Type": "application/x-www-form-urlencoded"}
    outgoing = Outgoing(url=httpx2.URL(hub), method="POST", headers=headers, content=form.encode())
    return _exchange(network, outgoing, now=now, stop=stop)


def _get(url: str) -> Outgoing:
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    return Outgoing(url=httpx2.URL(url), headers=headers)


def _exchange(
    network: Network,
    outgoing: Outgoing,
    *,
    is_echo: object = None,
    now: datetime,
    stop: threading.Event,
) -> Answered:
    try:
        with network.exchange(outgoing, limits=_LIMITS, stop=stop) as response:
            answered = judged(response.status_code, response.headers.get("retry-after"), now=now)
            if answered.reply is Reply.YES and callable(is_echo) and not is_echo(response):
                return Answered(reply=Reply.INVALID, reason="it did not answer with the challenge")
            return answered
    except HostRefused as refused:
        return Answered(reply=Reply.INVALID, reason=str(refused))
    except RequestStopped as stopped:
        return Answered(reply=Reply.STOPPED, reason=str(stopped))
    except RequestFailed as failed:
        return Answered(reply=Reply.LATER, reason=str(failed))


def judged(status: int, retry_after: str | None, *, now: datetime) -> Answered:
    """Return what a status says to a question."""
    told = f"it answered {status}"
    if status in _MAY_PASS or status >= _SERVER_ERRORS:
        return Answered(reply=Reply.LATER, reason=told, retry_after_s=retry_after_s(retry_after, now=now))
    if status in {_NOT_FOUND, _GONE}:
        return Answered(reply=Reply.NO, reason=told)
    if status >= _REDIRECTS:
        hint = ", a redirect, which is not followed" if status < _CLIENT_ERRORS else ""
        return Answered(reply=Reply.INVALID, reason=told + hint)
    return Answered(reply=Reply.YES)
