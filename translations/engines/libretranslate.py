"""The LibreTranslate engine: a server that speaks LibreTranslate's HTTP API, asked for plain text.

A sentence goes ``guards.plan`` -> the server, many at once -> ``guards.assemble``, as with packages of our own. What a
server answers does not tell how sure its model was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translations.engines.engine import EngineDraft, EngineFailure, EngineInfo, EngineSettings
from translations.engines.errors import PairNotServed, RequestRefused
from translations.engines.guards import Chunk, assemble, plan, replace_surrogates, strip_stop
from translations.engines.languages import argos_codes, language_tag
from translations.engines.libretranslate_server import LibreTranslateServer, server_at

NAME = "libretranslate"
_MOST_SENTENCES = 32
_MOST_CHARACTERS = 4_000


def find_libretranslate_engine(source: str, target: str, settings: EngineSettings) -> "LibreTranslateEngine | None":
    """Return the engine for two language tags if a server is configured; nobody is asked yet whether it serves them."""
    if settings.libretranslate_url is None:
        return None
    server = server_at(settings.libretranslate_url, settings.libretranslate_key)
    return LibreTranslateEngine(server, source=source, target=target)


@dataclass(frozen=True, slots=True)
class _Job:
    sentence: str
    chunks: tuple[Chunk, ...]


class LibreTranslateEngine:
    """One language pair at one server. Engines for the same server share what is known of its health."""

    def __init__(self, server: LibreTranslateServer, *, source: str, target: str) -> None:
        self._server = server
        self._pair = (source, target)
        self._info = EngineInfo(
            name=NAME,
            package=server.name,
            version="",
            sha256="",
            source_language=source,
            target_language=target,
            options="format=text",
        )

    @property
    def info(self) -> EngineInfo:
        """Say what makes the drafts; asks nobody. The package is the server's host: it does not tell its models."""
        return self._info

    def translate(self, sentences: Sequence[str]) -> list[EngineDraft | EngineFailure]:
        """Translate sentences, one result each, in order; see :class:`translations.engines.engine.Engine`.

        Raises :exc:`~translations.engines.errors.PairNotServed` too, and
        :exc:`~translations.engines.errors.EngineAway` while the server is out of reach or wants to be left alone.
        """
        codes = self._codes()
        jobs = [_prepare(sentence, self._pair[0]) for sentence in sentences]
        texts = [chunk.text for job in jobs for chunk in job.chunks]
        answers = iter([answer for batch in _batches(texts) for answer in self._ask(batch, codes)])
        return [_finish(job, [next(answers) for _ in job.chunks]) for job in jobs]

    def __eq__(self, other: object) -> bool:
        """Say whether two engines ask the same server for the same pair."""
        if not isinstance(other, LibreTranslateEngine):
            return NotImplemented
        return (self._server, self._pair) == (other._server, other._pair)

    def __hash__(self) -> int:
        return hash((self._server, self._pair))

    def _codes(self) -> tuple[str, str]:
        """Return how the server writes the two languages."""
        served = self._server.languages()
        sources = [code for code in _codes_for(self._pair[0]) if code in served]
        for source in sources:
            for target in _codes_for(self._pair[1]):
                if target in served[source] and target != source:
                    return source, target
        raise PairNotServed(package=self._info.package, source=self._pair[0], target=self._pair[1])

    def _ask(self, texts: Sequence[str], codes: tuple[str, str]) -> list[str | EngineFailure]:
        """Translate a batch; if it is refused, halve it until the text that is to blame stands alone."""
        try:
            return list(self._server.translate(texts, source=codes[0], target=codes[1]))
        except RequestRefused as error:
            if len(texts) == 1:
                return [EngineFailure(error.reason)]
        half = len(texts) // 2
        return self._ask(texts[:half], codes) + self._ask(texts[half:], codes)


def _codes_for(tag: str) -> tuple[str, ...]:
    """Return what servers call a language, best first: they know some scripts and regions, and Argos' own codes."""
    codes = argos_codes(tag)
    return tuple(dict.fromkeys([tag, *map(language_tag, codes), *codes]))


def _prepare(sentence: str, source: str) -> _Job:
    text = replace_surrogates(sentence)
    # The server cuts long texts into sentences by itself.
    return _Job(text, plan(text, is_long=lambda _part: False, language=next(iter(argos_codes(source)), "")))


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        if batch and (len(batch) >= _MOST_SENTENCES or sum(map(len, batch)) + len(text) > _MOST_CHARACTERS):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def _finish(job: _Job, answers: Sequence[str | EngineFailure]) -> EngineDraft | EngineFailure:
    failed = next((answer for answer in answers if isinstance(answer, EngineFailure)), None)
    if failed is not None:
        return failed
    if not job.chunks:
        return EngineDraft(text=job.sentence, mean_log_probability=None)
    said = [answer.strip() for answer in answers if isinstance(answer, str)]
    texts = [strip_stop(text, chunk) for text, chunk in zip(said, job.chunks, strict=True)]
    if not any(texts):
        return EngineFailure("the server returned nothing")
    return EngineDraft(text=assemble(job.sentence, job.chunks, texts)[0], mean_log_probability=None)
