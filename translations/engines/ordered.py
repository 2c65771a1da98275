"""Several engines for one language pair as one: each is asked for what those before it could not do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from translations.engines.engine import Engine, EngineDraft, EngineFailure, EngineInfo
from translations.engines.errors import EngineAway, EngineError, PairNotServed

_Answers = list[EngineDraft | EngineFailure]


@dataclass(frozen=True, slots=True)
class OrderedEngines:
    """At least one engine, the first first. Each draft says which of them made it (``made_by``)."""

    engines: tuple[Engine, ...]

    @property
    def info(self) -> EngineInfo:
        """Say what is asked first."""
        return self.engines[0].info

    def translate(self, sentences: Sequence[str]) -> _Answers:
        """Translate sentences; see :class:`translations.engines.engine.Engine`.

        A sentence that all engines fail on says why each did. Raises
        :exc:`~translations.engines.errors.PairNotServed` if that is what every engine says.
        """
        drafts: dict[int, EngineDraft] = {}
        failures: dict[int, list[tuple[Engine, EngineFailure]]] = {index: [] for index in range(len(sentences))}
        not_served: list[PairNotServed] = []
        for engine in self.engines:
            waiting = [index for index in range(len(sentences)) if index not in drafts]
            if not waiting:
                break
            try:
                answers = _ask(engine, [sentences[index] for index in waiting])
            except PairNotServed as problem:
                not_served.append(problem)
                continue
            for index, answer in zip(waiting, answers, strict=True):
                if isinstance(answer, EngineFailure):
                    failures[index].append((engine, answer))
                else:
                    drafts[index] = replace(answer, made_by=engine.info)
        if len(not_served) == len(self.engines):
            raise not_served[0]
        return [drafts.get(index) or _summed_up(failures[index]) for index in range(len(sentences))]


def _ask(engine: Engine, sentences: Sequence[str]) -> _Answers:
    """Ask one engine; one that cannot work fails every sentence, and an empty draft of a text is none."""
    try:
        answers = engine.translate(sentences)
    except PairNotServed:
        raise
    except EngineAway as problem:
        return [EngineFailure(problem.reason, problem.retry_after_s)] * len(sentences)
    except EngineError as problem:
        return [EngineFailure(problem.reason)] * len(sentences)
    return [
        EngineFailure("the engine gave an empty translation")
        if isinstance(answer, EngineDraft) and sentence.strip() and not answer.text.strip()
        else answer
        for sentence, answer in zip(sentences, answers, strict=True)
    ]


def _summed_up(failed: Sequence[tuple[Engine, EngineFailure]]) -> EngineFailure:
    """Say why each engine failed. If one of them is only away, it is worth to ask again when it may be back."""
    pauses = [failure.retry_after_s for _, failure in failed if failure.retry_after_s is not None]
    reasons = "; ".join(f"{engine.info.name}: {failure.reason}" for engine, failure in failed)
    return EngineFailure(reasons, min(pauses, default=None))
