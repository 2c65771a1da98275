"""The LibreTranslate engine against a real server on loopback that misbehaves in every way we can think of."""

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.syndication.cli.commands import free_port
from tests.translations.engines.translation_server import LANGUAGES, Request, TranslationServer, words
from translations.engines import EngineSettings, find_engines
from translations.engines.circuit import FAILURES_TO_OPEN, FIRST_PAUSE_S
from translations.engines.engine import EngineDraft, EngineFailure
from translations.engines.errors import EngineAway, EngineError, PairNotServed
from translations.engines.libretranslate import LibreTranslateEngine, find_libretranslate_engine
from translations.engines.libretranslate_server import LibreTranslateServer, Limits

QUICK = Limits(connect_s=0.5, silence_s=0.2, total_s=0.5)


class Clock:
    """A clock that stands still until it is told; ``pauses`` are the waits between tries, which cost it no time."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def server() -> Iterator[TranslationServer]:
    with TranslationServer() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


def engine_at(
    url: str, clock: Clock, *, source: str = "en", target: str = "vi", key: str | None = None
) -> LibreTranslateEngine:
    server = LibreTranslateServer(url, key, limits=QUICK, clock=clock, pause=clock.pauses.append)
    return LibreTranslateEngine(server, source=source, target=target)


def texts(answers: list[EngineDraft | EngineFailure]) -> list[str]:
    assert all(isinstance(answer, EngineDraft) for answer in answers), answers
    return [answer.text for answer in answers if isinstance(answer, EngineDraft)]


def trouble(engine: LibreTranslateEngine) -> str:
    with pytest.raises(EngineAway) as raised:
        engine.translate(["One."])
    return raised.value.reason


def only_translate(handler: Callable[[Request], None]) -> Callable[[Request], None]:
    """Let a server know its languages, and do something else when it is to translate."""

    def answer(request: Request) -> None:
        (words if request.path == "/languages" else handler)(request)

    return answer


def test_sentences_go_there_in_one_request_and_come_back_in_order(server: TranslationServer, clock: Clock) -> None:
    engine = engine_at(server.url, clock, key="secret")
    assert texts(engine.translate(["One.", "Two.", "Three."])) == ["vi(One.)", "vi(Two.)", "vi(Three.)"]
    assert server.paths() == ["/languages", "/translate"]
    assert server.requests[1].body == {
        "q": ["One.", "Two.", "Three."],
        "source": "en",
        "target": "vi",
        "format": "text",
        "api_key": "secret",
    }


def test_a_draft_says_which_server_made_it_and_nothing_of_its_confidence(
    server: TranslationServer, clock: Clock
) -> None:
    host = server.url.removeprefix("http://")
    engine = engine_at(f"http://linh:hidden@{host}", clock)
    (draft,) = engine.translate(["One."])
    assert isinstance(draft, EngineDraft)
    assert draft.mean_log_probability is None
    assert (engine.info.name, engine.info.package, engine.info.sha256) == ("libretranslate", host, "")
    assert "hidden" not in repr(engine.info)


def test_what_the_guards_do_for_packages_is_done_for_servers_too(server: TranslationServer, clock: Clock) -> None:
    engine = engine_at(server.url, clock)
    assert texts(engine.translate(["", " \t ", "***", " Leaders meet "])) == ["", " \t ", "***", " vi(Leaders meet.) "]
    assert server.requests[-1].body["q"] == ["Leaders meet."]
    assert engine.translate(["lone \ud800 surrogate."]) == [
        EngineDraft(text="vi(lone \ufffd surrogate.)", mean_log_probability=None)
    ]


def test_much_text_goes_in_several_requests(server: TranslationServer, clock: Clock) -> None:
    many = [f"Sentence {number}." for number in range(70)] + ["Long one. " * 300, "Long two. " * 300]
    assert len(texts(engine_at(server.url, clock).translate(many))) == 72
    sizes = [len(request.body["q"]) for request in server.requests[1:]]
    assert sizes == [32, 32, 7, 1]


def test_languages_are_asked_once_in_ten_minutes(server: TranslationServer, clock: Clock) -> None:
    engine = engine_at(server.url, clock)
    engine.translate(["One."])
    engine.translate(["Two."])
    assert server.paths().count("/languages") == 1
    clock.now_s += 601
    engine.translate(["Three."])
    assert server.paths().count("/languages") == 2


@pytest.mark.parametrize(
    ("source", "target", "asked"),
    [("en-GB", "vi-VN", ("en", "vi")), ("en", "zh-TW", ("en", "zh-Hant")), ("vi", "en", ("vi", "en"))],
)
def test_language_tags_are_written_as_the_server_does(
    server: TranslationServer, clock: Clock, source: str, target: str, asked: tuple[str, str]
) -> None:
    engine_at(server.url, clock, source=source, target=target).translate(["One."])
    assert (server.requests[-1].body["source"], server.requests[-1].body["target"]) == asked


@pytest.mark.parametrize(("source", "target"), [("en", "ko"), ("vi", "ko"), ("en", "zh-CN"), ("xx", "vi")])
def test_a_pair_that_the_server_lacks_is_as_good_as_no_engine(
    server: TranslationServer, clock: Clock, source: str, target: str
) -> None:
    with pytest.raises(PairNotServed):
        engine_at(server.url, clock, source=source, target=target).translate(["One."])
    assert server.paths() == ["/languages"]


def test_a_server_of_before_there_were_targets_is_taken_at_its_word(server: TranslationServer, clock: Clock) -> None:
    old = [{"code": "en", "name": "English"}, {"code": "ko", "name": "Korean"}, {"name": "nameless"}]
    server.handlers = [lambda request: request.answer(old), words]
    assert texts(engine_at(server.url, clock, target="ko").translate(["One."])) == ["vi(One.)"]


def test_without_an_address_there_is_no_engine(tmp_path: Path, server: TranslationServer) -> None:
    nowhere = EngineSettings(packages_dir=tmp_path)
    assert find_libretranslate_engine("en", "vi", nowhere) is None
    there = EngineSettings(packages_dir=tmp_path, libretranslate_url=server.url, libretranslate_key="secret")
    (engine,) = find_engines("en", "vi", there)
    assert engine.info.name == "libretranslate"
    assert engine == find_libretranslate_engine("en", "vi", there)
    assert engine != find_libretranslate_engine("en", "ko", there)
    assert server.requests == [], "nobody is asked before there is something to translate"
    assert "secret" not in repr(there)


# What a sentence does to a server


def test_a_sentence_that_the_server_refuses_harms_no_other(server: TranslationServer, clock: Clock) -> None:
    def choosy(request: Request) -> None:
        if any("Bad" in text for text in request.body["q"]):
            request.answer({"error": "Invalid request: exceeds text limit"}, status=400)
        else:
            words(request)

    server.handlers = [only_translate(choosy)]
    answers = engine_at(server.url, clock).translate(["One.", "Two.", "Bad.", "Four."])
    assert answers[2] == EngineFailure("Invalid request: exceeds text limit")
    assert texts([answers[0], answers[1], answers[3]]) == ["vi(One.)", "vi(Two.)", "vi(Four.)"]


def test_a_sentence_that_the_server_stumbles_over_is_found(server: TranslationServer, clock: Clock) -> None:
    def choosy(request: Request) -> None:
        if "Bad." in request.body["q"]:
            request.answer({"error": "Cannot translate text: index out of range"}, status=500)
        else:
            words(request)

    server.handlers = [only_translate(choosy)]
    good, bad = engine_at(server.url, clock).translate(["Good.", "Bad."])
    assert isinstance(good, EngineDraft)
    assert bad == EngineFailure("Cannot translate text: index out of range")


def test_an_empty_answer_is_no_translation(server: TranslationServer, clock: Clock) -> None:
    server.handlers = [only_translate(lambda request: request.answer({"translatedText": [" "]}))]
    assert engine_at(server.url, clock).translate(["One."]) == [EngineFailure("the server returned nothing")]


# What a server does to us


def test_a_server_that_is_not_there_is_tried_three_times(clock: Clock) -> None:
    engine = engine_at(f"http://127.0.0.1:{free_port()}", clock)
    assert trouble(engine).startswith("it cannot be reached: ")
    assert len(clock.pauses) == 2
    assert clock.pauses[1] > clock.pauses[0]


def test_a_server_that_is_back_in_a_moment_is_not_given_up(server: TranslationServer, clock: Clock) -> None:
    server.handlers = [lambda request: request.answer_bytes(b"Bad Gateway", status=502), words]
    assert texts(engine_at(server.url, clock).translate(["One."])) == ["vi(One.)"]


MISBEHAVIOUR: dict[str, tuple[Callable[[Request], None], str]] = {
    "hangs": (lambda request: request.hang(), "it did not answer in time"),
    "hangs in its headers": (lambda request: (request.write(b"HTTP/1.1 200 OK\r\nX: "), request.hang())[0], "in time"),
    "drips": (
        lambda request: request.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b" " * 1000, every_s=0.05),
        "it did not answer within 0.5 seconds",
    ),
    "resets": (lambda request: request.reset(), "it cannot be reached: "),
    "ends early": (
        lambda request: request.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
        "it cannot be reached: ",
    ),
    "speaks another protocol": (lambda request: request.write(b"SSH-2.0-OpenSSH_9.6\r\n"), "it cannot be reached: "),
    "is no JSON": (lambda request: request.answer_bytes(b"<html>"), "not what LibreTranslate answers"),
    "is nested": (lambda request: request.answer_bytes(b"[" * 100_000), "not what LibreTranslate answers"),
    "is no text": (lambda request: request.answer({"translatedText": [1]}), "not what LibreTranslate answers"),
    "is one text": (lambda request: request.answer({"translatedText": "x"}), "not what LibreTranslate answers"),
    "is too few": (lambda request: request.answer({"translatedText": []}), "not what LibreTranslate answers"),
    "is a list": (lambda request: request.answer([]), "not what LibreTranslate answers"),
    "is huge": (
        lambda request: request.answer_bytes(json.dumps({"translatedText": ["x" * (5 << 20)]}).encode()),
        "its answer is larger than 4,194,304 bytes",
    ),
    "is compressed": (
        lambda request: request.answer_bytes(b"\x1f\x8b", Content_Encoding="gzip"),
        "its answer is compressed although that was not asked for",
    ),
    "redirects": (
        lambda request: request.answer_bytes(b"", status=307, Location="http://127.0.0.1:1/"),
        "it redirects; set SYNDICATION_LIBRETRANSLATE_URL to where it is",
    ),
    "is unavailable": (lambda request: request.answer_bytes(b"", status=503), "it answered 503"),
}


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_a_server_that_misbehaves_is_named_and_left_alone(server: TranslationServer, clock: Clock, name: str) -> None:
    handler, says = MISBEHAVIOUR[name]
    server.handlers = [only_translate(handler)]
    engine = engine_at(server.url, clock)
    for _ in range(FAILURES_TO_OPEN):
        assert says in trouble(engine)
    asked = len(server.requests)
    assert trouble(engine).endswith(f"; it is asked again in {FIRST_PAUSE_S:.0f} seconds")
    assert len(server.requests) == asked, "while the circuit is open nobody is asked"


def test_after_the_pause_one_request_finds_out_whether_it_is_back(server: TranslationServer, clock: Clock) -> None:
    server.handlers = [only_translate(lambda request: request.answer_bytes(b"<html>"))]
    engine = engine_at(server.url, clock)
    for _ in range(FAILURES_TO_OPEN):
        trouble(engine)
    clock.now_s += FIRST_PAUSE_S
    trouble(engine)
    assert f"asked again in {2 * FIRST_PAUSE_S:.0f} seconds" in trouble(engine)
    server.handlers = [words]
    clock.now_s += 2 * FIRST_PAUSE_S
    assert texts(engine.translate(["One."])) == ["vi(One.)"]


def test_a_server_that_wants_a_short_pause_gets_it(server: TranslationServer, clock: Clock) -> None:
    slow_down = {"error": "Slowdown: 10 per 1 minute"}
    server.handlers = [lambda request: request.answer(slow_down, status=429, Retry_After="2"), words]
    assert texts(engine_at(server.url, clock).translate(["One."])) == ["vi(One.)"]
    assert clock.pauses == [2.0]


def test_a_server_that_wants_a_long_pause_is_left_alone_for_it(server: TranslationServer, clock: Clock) -> None:
    slow_down = {"error": "Slowdown: 10 per 1 minute"}
    server.handlers = [lambda request: request.answer(slow_down, status=429, Retry_After="45"), words]
    engine = engine_at(server.url, clock)
    with pytest.raises(EngineAway) as raised:
        engine.translate(["One."])
    assert (raised.value.reason, raised.value.retry_after_s) == ("Slowdown: 10 per 1 minute", 45.0)
    trouble(engine)
    assert len(server.requests) == 1
    clock.now_s += 45
    assert texts(engine.translate(["One."])) == ["vi(One.)"]


def test_a_date_to_come_back_at_is_a_wish_to_be_left_alone(server: TranslationServer, clock: Clock) -> None:
    at = "Wed, 21 Oct 2035 07:28:00 GMT"
    server.handlers = [lambda request: request.answer_bytes(b"", status=503, Retry_After=at)]
    with pytest.raises(EngineAway) as raised:
        engine_at(server.url, clock).translate(["One."])
    assert raised.value.retry_after_s == 60.0


def test_a_wrong_key_is_said_once_and_not_tried_again_and_again(server: TranslationServer, clock: Clock) -> None:
    server.handlers = [lambda request: request.answer({"error": "Invalid API key"}, status=403)]
    engine = engine_at(server.url, clock, key="secret")
    with pytest.raises(EngineError) as raised:
        engine.translate(["One."])
    assert raised.value.reason == "Invalid API key; see SYNDICATION_LIBRETRANSLATE_KEY"
    assert "secret" not in str(raised.value)
    assert trouble(engine).startswith("Invalid API key; it is asked again in ")
    assert len(server.requests) == 1


def test_a_list_of_languages_that_is_none_is_named(server: TranslationServer, clock: Clock) -> None:
    server.handlers = [lambda request: request.answer({"languages": LANGUAGES})]
    assert "not what LibreTranslate answers" in trouble(engine_at(server.url, clock))


def test_a_caller_in_an_event_loop_of_its_own_is_served(server: TranslationServer, clock: Clock) -> None:
    engine = engine_at(server.url, clock)

    async def ask() -> list[str]:
        return texts(engine.translate(["One."]))

    # In a thread of its own: that of the tests may have an event loop already, such as a browser's.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: asyncio.run(ask())).result() == ["vi(One.)"]
