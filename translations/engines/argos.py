"""The Argos engine: installed Argos packages, run in large batches on CTranslate2.

A sentence goes ``guards.plan`` -> ``tokens`` -> ``decoding`` -> ``guards.assemble``. What is sent to the model is plain
text, one sentence at a time; nothing of a sentence is dropped or cut without the draft saying so.
"""

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from translations.engines import completing
from translations.engines.completing import Completion
from translations.engines.decoding import BEAM_SIZE, MOST_SOURCE_TOKENS, Decoded, decode
from translations.engines.engine import EngineDraft, EngineFailure, EngineInfo, EngineSettings, Link
from translations.engines.errors import EngineError
from translations.engines.guards import Chunk, assemble, plan, replace_surrogates, strip_stop
from translations.engines.installed import InstalledPackage, Metadata, find
from translations.engines.languages import language_tag, pairs_for
from translations.engines.loading import LoadedModel, load_model
from translations.engines.tokens import Tokenized


def find_argos_engine(source: str, target: str, settings: EngineSettings) -> "ArgosEngine | None":
    """Return the engine for two language tags if a package for them is installed; its model is loaded at first use."""
    for pair in pairs_for(source, target):
        package = find(settings.packages_dir, pair)
        if package is not None:
            return _engine_of(package)
    return None


def _engine_of(package: InstalledPackage) -> "ArgosEngine":
    return ArgosEngine(package.folder, metadata=package.metadata, sha256=package.record.sha256)


@dataclass(frozen=True, slots=True)
class _Job:
    """A sentence, the chunks it was cut into, and their tokens."""

    sentence: str
    chunks: tuple[Chunk, ...]
    tokens: tuple[Tokenized, ...]


class ArgosEngine:
    """One installed package. The model is loaded once, when it is first needed, and stays in memory with the engine."""

    def __init__(self, folder: Path, *, metadata: Metadata, sha256: str) -> None:
        self._folder = folder
        self._metadata = metadata
        self._lock = threading.Lock()
        self._model: LoadedModel | None = None
        self._process_id = 0
        self._info = EngineInfo(
            name="argos",
            package=f"translate-{metadata.from_code}_{metadata.to_code}",
            version=metadata.package_version,
            sha256=sha256,
            source_language=language_tag(metadata.from_code),
            target_language=language_tag(metadata.to_code),
            options=f"ctranslate2={version('ctranslate2')} beam={BEAM_SIZE} length_penalty=1",
        )

    @property
    def info(self) -> EngineInfo:
        """Say what makes the drafts; does not load the model."""
        return self._info

    def translate(self, sentences: Sequence[str]) -> list[EngineDraft | EngineFailure]:
        """Translate sentences, one result each, in order; see :class:`translations.engines.engine.Engine`."""
        model = self._load()
        jobs = [self._prepare(model, sentence) for sentence in sentences]
        waiting = [tokens for job in jobs if isinstance(job, _Job) for tokens in job.tokens]
        answers = decode(model, waiting)
        if answers and all(isinstance(answer, EngineFailure) for answer in answers):
            self._check(model)
        answer_of = iter(answers)
        return [_finish(job, [next(answer_of) for _ in job.chunks]) if isinstance(job, _Job) else job for job in jobs]

    def complete(self, sentence: str, prefix: str) -> tuple[Completion, ...]:
        """Translate a sentence so that the translation begins with ``prefix``; nothing for one that is cut in parts."""
        return self._completed(completing.complete, sentence, prefix)

    def other_wordings(self, sentence: str, prefix: str) -> tuple[Completion, ...]:
        """Translate a sentence in several ways that part after ``prefix``; nothing for one that is cut in parts."""
        return self._completed(completing.other_wordings, sentence, prefix)

    def _completed(
        self, ask: Callable[[LoadedModel, Tokenized, str], tuple[Completion, ...]], sentence: str, prefix: str
    ) -> tuple[Completion, ...]:
        model = self._load()
        job = self._prepare(model, sentence)
        # Nobody can say to which part of a sentence that was cut the typed words belong.
        if isinstance(job, EngineFailure) or len(job.chunks) != 1:
            return ()
        try:
            found = ask(model, job.tokens[0], replace_surrogates(prefix))
        except (RuntimeError, ValueError) as error:
            raise EngineError(package=self._info.package, reason=str(error)) from error
        stripped = (replace(one, text=strip_stop(one.text, job.chunks[0])) for one in found)
        return tuple(one for one in stripped if len(one.text) > len(prefix))

    def __eq__(self, other: object) -> bool:
        """Say whether two engines run the same files of the same package."""
        if not isinstance(other, ArgosEngine):
            return NotImplemented
        return (self._folder, self._info) == (other._folder, other._info)

    def __hash__(self) -> int:
        return hash((self._folder, self._info))

    def _check(self, model: LoadedModel) -> None:
        """Tell sentences that cannot be translated from a model that cannot translate."""
        (answer,) = decode(model, [model.tokenizer.encode("a")])
        if isinstance(answer, EngineFailure):
            raise EngineError(package=self._info.package, reason=answer.reason)

    def _load(self) -> LoadedModel:
        with self._lock:
            if self._model is None:
                self._process_id = os.getpid()
                self._model = self._load_from_disk()
            # The threads of a model do not survive a fork: a translation would wait for them for ever.
            if self._process_id != os.getpid():
                raise EngineError(package=self._info.package, reason="its model was loaded before this process forked")
            return self._model

    def _load_from_disk(self) -> LoadedModel:
        metadata = self._metadata
        try:
            return load_model(
                self._folder, source_prefix=metadata.source_prefix, has_alignment=metadata.guided_alignment
            )
        except (OSError, RuntimeError, ValueError, AttributeError, ImportError) as error:
            raise EngineError(package=self._info.package, reason=str(error)) from error

    def _prepare(self, model: LoadedModel, sentence: str) -> _Job | EngineFailure:
        text = replace_surrogates(sentence)
        try:
            chunks = plan(
                text,
                is_long=lambda part: len(model.tokenizer.encode(part).tokens) > MOST_SOURCE_TOKENS,
                language=self._metadata.from_code,
            )
            return _Job(text, chunks, tuple(model.tokenizer.encode(chunk.text) for chunk in chunks))
        except (RuntimeError, ValueError) as error:
            return EngineFailure(f"the tokenizer failed: {error}")


def _finish(job: _Job, answers: Sequence[Decoded | EngineFailure]) -> EngineDraft | EngineFailure:
    decoded = [answer for answer in answers if isinstance(answer, Decoded)]
    if len(decoded) < len(answers):
        return next(answer for answer in answers if isinstance(answer, EngineFailure))
    if not decoded:
        return EngineDraft(text=job.sentence, mean_log_probability=None)
    texts = [strip_stop(answer.text, chunk) for chunk, answer in zip(job.chunks, decoded, strict=True)]
    text, starts = assemble(job.sentence, job.chunks, texts)
    if not any(texts):
        return EngineFailure("the model returned nothing")
    token_count = sum(answer.token_count for answer in decoded)
    return EngineDraft(
        text=text,
        mean_log_probability=sum(a.mean_log_probability * a.token_count for a in decoded) / token_count,
        alternatives=_alternatives(job, decoded, text),
        links=tuple(
            link
            for chunk, answer, part, start in zip(job.chunks, decoded, texts, starts, strict=True)
            for link in _moved(answer.links, chunk, target_start=start, target_length=len(part))
        ),
        is_cut=any(answer.is_cut for answer in decoded),
    )


def _alternatives(job: _Job, decoded: Sequence[Decoded], text: str) -> tuple[str, ...]:
    """Give the other wordings of a sentence that the model saw as a whole; none for one that was asked in parts."""
    if len(job.chunks) != 1:
        return ()
    wordings = (strip_stop(wording, job.chunks[0]) for wording in decoded[0].alternatives)
    others = (assemble(job.sentence, job.chunks, [wording])[0] for wording in wordings if wording)
    return tuple(dict.fromkeys(other for other in others if other != text))


def _moved(links: Sequence[Link], chunk: Chunk, *, target_start: int, target_length: int) -> list[Link]:
    """Move links from a chunk to its sentence, without those of the full stop that was added and taken off."""
    source_length = chunk.end - chunk.start
    return [
        replace(
            link,
            source=(chunk.start + link.source[0], chunk.start + min(link.source[1], source_length)),
            target=(target_start + link.target[0], target_start + min(link.target[1], target_length)),
        )
        for link in links
        if link.source[0] < source_length and link.target[0] < target_length
    ]
