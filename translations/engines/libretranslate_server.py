"""A LibreTranslate server over HTTP: asked within limits, left alone while it is down, its answers looked at closely.

The address is the operator's own setting, so it may lie inside our network, unlike any that an entry or an index names.
No redirect is followed and no proxy used: the text of entries goes there and nowhere else.
"""

import asyncio
import json
import random
import ssl
import threading
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from translations.engines.circuit import Circuit
from translations.engines.errors import EngineAway, EngineError, RequestRefused

if TYPE_CHECKING:  # a process that asks no server need not load the client
    import httpx2

_Read = TypeVar("_Read")

_TRIES = 3
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 5.0
_LANGUAGES_FOR_S = 600.0
_MOST_BYTES = 4 << 20
_LONGEST_REASON = 300
_HEADERS = {"Accept-Encoding": "identity"}
_REFUSED = frozenset({400, 413, 422})
_NOT_ALLOWED = frozenset({401, 403})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long one request may take: to connect, in silence, and altogether."""

    connect_s: float = 5.0
    silence_s: float = 30.0
    total_s: float = 90.0


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    retry_after_s: float | None
    body: Any


class LibreTranslateServer:
    """One server, for all threads of a process. ``pause`` waits for so many seconds between two tries."""

    def __init__(
        self,
        url: str,
        key: str | None,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url
        # An address may hold a password; what is said about the server must not.
        self.name = urlsplit(url).netloc.rpartition("@")[2]
        self._key = key
        self._limits = limits or Limits()
        self._clock = clock
        self._pause = pause
        self._lock = threading.Lock()
        self._circuit = Circuit()
        self._trouble = ""
        self._languages: Mapping[str, frozenset[str]] = {}
        self._languages_until_s = float("-inf")

    def languages(self) -> Mapping[str, frozenset[str]]:
        """Return each source language's targets, as the server calls them; asked anew every ten minutes.

        Raises :exc:`~translations.engines.errors.EngineAway` and :exc:`~translations.engines.errors.EngineError`.
        """
        with self._lock:
            if self._clock() < self._languages_until_s:
                return self._languages
        read = self._ask("GET", "/languages", None, _read_languages)
        with self._lock:
            self._languages, self._languages_until_s = read, self._clock() + _LANGUAGES_FOR_S
        return read

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> tuple[str, ...]:
        """Translate texts, one each, in order.

        Raises :exc:`~translations.engines.errors.RequestRefused` for texts that the server does not take, and what
        :meth:`languages` raises.
        """
        asked: dict[str, Any] = {"q": list(texts), "source": source, "target": target, "format": "text"}
        asked |= {"api_key": self._key} if self._key else {}
        return self._ask("POST", "/translate", asked, partial(_read_translations, count=len(texts)))

    def _ask(self, method: str, path: str, body: Any, read: Callable[[Any], _Read | None]) -> _Read:
        """Ask until there is an answer that can be read, a few times at most."""
        self._enter()
        for attempt in range(_TRIES):
            try:
                return self._judge(_finished(_exchange(method, self._url + path, body, self._limits)), read)
            except _Silence as problem:
                wait_s = _pause_before(attempt, problem)
                if attempt == _TRIES - 1 or wait_s is None:
                    raise self._failed(problem.reason, retry_after_s=problem.retry_after_s) from problem
            self._pause(wait_s)
        raise AssertionError("unreachable: the last try returns or raises")

    def _judge(self, answer: _Answer, read: Callable[[Any], _Read | None]) -> _Read:
        """Tell an answer from a refusal and from a server in trouble."""
        said = answer.body.get("error") if isinstance(answer.body, dict) else None
        reason = " ".join(str(said).split())[:_LONGEST_REASON] if said else f"it answered {answer.status}"
        if answer.status in _NOT_ALLOWED:
            self._failed(reason, retry_after_s=_LANGUAGES_FOR_S)
            raise EngineError(package=self.name, reason=f"{reason}; see SYNDICATION_LIBRETRANSLATE_KEY")
        if answer.status in _REFUSED or (answer.status == 500 and said):
            self._succeeded()
            raise RequestRefused(package=self.name, reason=reason)
        if answer.status != 200:
            raise _Silence(reason, retry_after_s=answer.retry_after_s, is_worth_a_try=True)
        found = read(answer.body)
        if found is None:
            raise _Silence("its answer is not what LibreTranslate answers")
        self._succeeded()
        return found

    def _enter(self) -> None:
        with self._lock:
            now_s = self._clock()
            wait_s = self._circuit.waits_s(now_s)
            if wait_s > 0:
                reason = f"{self._trouble}; it is asked again in {wait_s:.0f} seconds"
                raise EngineAway(package=self.name, reason=reason, retry_after_s=wait_s)
            self._circuit = self._circuit.asked(now_s, patience_s=_TRIES * self._limits.total_s)

    def _succeeded(self) -> None:
        with self._lock:
            self._circuit = self._circuit.succeeded()

    def _failed(self, reason: str, *, retry_after_s: float | None = None) -> EngineAway:
        with self._lock:
            self._trouble = reason
            self._circuit = self._circuit.failed(self._clock(), retry_after_s=retry_after_s)
            wait_s = self._circuit.waits_s(self._clock())
        return EngineAway(package=self.name, reason=reason, retry_after_s=max(wait_s, 1.0))


@lru_cache(maxsize=16)
def server_at(url: str, key: str | None) -> LibreTranslateServer:
    """Return the one server object of this process for an address: all pairs share what is known of its health."""
    return LibreTranslateServer(url, key)


class _Silence(Exception):
    """A request without a usable answer. ``is_worth_a_try``: asking again at once may help, and costs little."""

    def __init__(self, reason: str, *, retry_after_s: float | None = None, is_worth_a_try: bool = False) -> None:
        self.reason = reason
        self.retry_after_s = retry_after_s
        self.is_worth_a_try = is_worth_a_try
        super().__init__(reason)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Read the certificates of this machine once: it takes longer than a request."""
    return ssl.create_default_context()


def _finished(exchange: Coroutine[Any, Any, _Answer]) -> _Answer:
    """Wait for an exchange, in a thread of its own: the caller's may have an event loop that runs already."""
    with ThreadPoolExecutor(1, thread_name_prefix="libretranslate") as own:
        return own.submit(asyncio.run, exchange).result()


async def _exchange(method: str, url: str, body: Any, limits: Limits) -> _Answer:
    """Send one request and read its answer, both within the limits."""
    import httpx2  # noqa: PLC0415 - see above

    timeout = httpx2.Timeout(limits.silence_s, connect=limits.connect_s)
    try:
        async with (
            asyncio.timeout(limits.total_s),
            httpx2.AsyncClient(verify=_tls(), trust_env=False, timeout=timeout, headers=_HEADERS) as client,
            client.stream(method, url, json=body) as response,
        ):
            return _Answer(response.status_code, _retry_after_s(response), await _read(response))
    except TimeoutError as error:
        raise _Silence(f"it did not answer within {limits.total_s:g} seconds") from error
    except httpx2.TimeoutException as error:
        raise _Silence("it did not answer in time") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        reason = f"it cannot be reached: {str(error) or type(error).__name__}"
        raise _Silence(reason, is_worth_a_try=True) from error


async def _read(response: "httpx2.Response") -> Any:
    """Return what the JSON of an answer holds, ``None`` for no JSON; raises for one that is too large."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise _Silence("its answer is compressed although that was not asked for")
    if response.has_redirect_location:
        raise _Silence("it redirects; set SYNDICATION_LIBRETRANSLATE_URL to where it is")
    data = bytearray()
    async for piece in response.aiter_raw():
        data += piece
        if len(data) > _MOST_BYTES:
            raise _Silence(f"its answer is larger than {_MOST_BYTES:,} bytes")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _retry_after_s(response: "httpx2.Response") -> float | None:
    """Read ``Retry-After`` in seconds (RFC 9110 §10.2.3); a date is taken for the mere wish to be left alone."""
    value = response.headers.get("Retry-After", "").strip()
    if not value:
        return None
    return float(value) if value.isdecimal() and len(value) < 9 else 60.0


def _pause_before(attempt: int, problem: _Silence) -> float | None:
    """Return how long to wait before the next try; ``None`` where there is no point in one, or it is not wished."""
    if problem.retry_after_s is not None:
        return problem.retry_after_s if problem.retry_after_s <= _LONGEST_PAUSE_S else None
    if not problem.is_worth_a_try:
        return None
    # Several workers that failed together must not come back together.
    return float(_FIRST_PAUSE_S * 2**attempt * random.uniform(0.8, 1.2))  # noqa: S311 - no secret


def _read_languages(body: Any) -> Mapping[str, frozenset[str]] | None:
    """Read the list of languages; a server of before there were ``targets`` translates each into each."""
    if not isinstance(body, list) or not all(isinstance(one, dict) for one in body):
        return None
    codes = frozenset(one["code"] for one in body if isinstance(one.get("code"), str))
    found = {}
    for one in body:
        targets = one.get("targets")
        if one.get("code") in codes:
            listed = [code for code in targets if isinstance(code, str)] if isinstance(targets, list) else codes
            found[one["code"]] = frozenset(listed)
    return found


def _read_translations(body: Any, *, count: int) -> tuple[str, ...] | None:
    translated = body.get("translatedText") if isinstance(body, dict) else None
    if not isinstance(translated, list) or not all(isinstance(text, str) for text in translated):
        return None
    return tuple(translated) if len(translated) == count else None
