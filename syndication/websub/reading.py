"""What somebody asks of our hub: a form, read and checked before anything is looked up (W3C WebSub §5.1). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from syndication.storage.websub_requests import Mode
from syndication.websub.callbacks import address_problem, with_plain_origin
from syndication.websub.refusals import HubRefusal

MOST_BYTES = 20_000
"""The longest form that is read."""

DEFAULT_LEASE_S = 10 * 86_400
SHORTEST_LEASE_S = 300
LONGEST_LEASE_S = 30 * 86_400

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 200
_MOST_SECRET_BYTES = 199
_MOST_DIGITS = 18
_MODES = (Mode.SUBSCRIBE, Mode.UNSUBSCRIBE, Mode.PUBLISH)
_TOPIC = "hub.topic"
_ONCE = ("hub.mode", "hub.callback", "hub.lease_seconds", "hub.secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRequest:
    """A request as it was made; ``topics`` is one, except of a publisher. ``callback`` is empty for a publisher.

    ``lease_s`` is within what the hub grants.
    """

    mode: Mode
    topics: tuple[str, ...]
    callback: str = ""
    lease_s: int = DEFAULT_LEASE_S
    secret: str | None = None


def read_request(body: bytes, content_type: str) -> HubRequest:
    """Read a form; parameters that are not known are ignored. Raises :exc:`HubRefusal`."""
    given = _fields(body, content_type)
    for name in _ONCE:
        if len(given.get(name, ())) > 1:
            raise HubRefusal(400, f"{name} is there more than once")
    mode = _mode(_only(given, "hub.mode"))
    if mode is Mode.PUBLISH:
        # Publishers of before the Recommendation call the topic hub.url.
        return HubRequest(mode=mode, topics=_topics([*given.get("hub.url", ()), *given.get(_TOPIC, ())]))
    if len(given.get(_TOPIC, ())) > 1:
        raise HubRefusal(400, f"{_TOPIC} is there more than once")
    return HubRequest(
        mode=mode,
        topics=_topics(given.get(_TOPIC, ())),
        callback=_address("hub.callback", _only(given, "hub.callback")),
        lease_s=_lease_s(_only(given, "hub.lease_seconds")) if mode is Mode.SUBSCRIBE else DEFAULT_LEASE_S,
        secret=_secret(_only(given, "hub.secret")) if mode is Mode.SUBSCRIBE else None,
    )


def _fields(body: bytes, content_type: str) -> Mapping[str, list[str]]:
    if content_type.partition(";")[0].strip().lower() != _FORM:
        raise HubRefusal(415, f"the hub takes forms: Content-Type must be {_FORM}")
    if len(body) > MOST_BYTES:
        raise HubRefusal(413, f"the form is longer than {MOST_BYTES:,} bytes")
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as cause:
        raise HubRefusal(400, "the form is not in UTF-8") from cause
    except ValueError as cause:
        raise HubRefusal(400, f"the form has more than {_MOST_FIELDS} fields") from cause
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _only(given: Mapping[str, Sequence[str]], name: str) -> str:
    return given[name][0] if name in given else ""


def _mode(text: str) -> Mode:
    if text not in _MODES:
        known = f"{', '.join(_MODES[:-1])} or {_MODES[-1]}"
        raise HubRefusal(400, f"hub.mode must be {known}" if text else f"hub.mode is missing: {known}")
    return Mode(text)


def _topics(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_address(_TOPIC, topic) for topic in given or ("",)))


def _address(name: str, url: str) -> str:
    if not url:
        raise HubRefusal(400, f"{name} is missing")
    problem = address_problem(url)
    if problem:
        raise HubRefusal(400, f"{name} {problem}")
    return with_plain_origin(url) if name == "hub.callback" else url


def _lease_s(text: str) -> int:
    if not text:
        return DEFAULT_LEASE_S
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS or not int(text):
        raise HubRefusal(400, "hub.lease_seconds must be a positive whole number of seconds")
    return min(max(int(text), SHORTEST_LEASE_S), LONGEST_LEASE_S)


def _secret(text: str) -> str | None:
    if len(text.encode()) > _MOST_SECRET_BYTES:
        raise HubRefusal(400, "hub.secret must be shorter than 200 bytes")
    return text or None
