"""What every machine-translation engine takes and gives, whatever library is behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

Span = tuple[int, int]
"""Where a stretch of text stands: start and end in characters, half-open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo:
    """Where a draft comes from, for its provenance.

    ``name`` is the engine's name in the registry; ``package`` and ``version`` are the package's own; ``sha256`` is that
    of the package file as it was installed, in hexadecimal, and empty for an engine without one, a server; languages
    are BCP 47 tags; ``options`` is a readable line of everything else that shapes the output (library version,
    decoding options).
    """

    name: str
    package: str
    version: str
    sha256: str
    source_language: str
    target_language: str
    options: str


@dataclass(frozen=True, slots=True)
class Link:
    """The model read ``source`` while it wrote ``target``; ``weight`` is its share of attention, 0 to 1."""

    source: Span
    target: Span
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineDraft:
    """The machine's translation of one sentence.

    ``mean_log_probability`` is the mean over the target's tokens (0 is certainty), ``None`` where no model was asked.
    ``alternatives`` are other wordings of the whole sentence, best first, none equal to ``text``. ``links`` tie spans
    of the source sentence to spans of ``text``, and are empty unless the package says that its attention is an
    alignment. ``is_cut`` means that the model ran into its length limit: the end of the sentence may be missing.
    ``made_by`` is set where the engine that was asked passed the sentence on to another one.
    """

    text: str
    mean_log_probability: float | None
    alternatives: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    is_cut: bool = False
    made_by: EngineInfo | None = None


@dataclass(frozen=True, slots=True)
class EngineFailure:
    """This one sentence could not be translated; ``reason`` is for logs and the desk.

    ``retry_after_s`` is set where nothing is wrong with the sentence: the engine is away, and may be back by then.
    """

    reason: str
    retry_after_s: float | None = None


class Engine(Protocol):
    """A translator for one language pair, safe to call from several threads.

    Engines that compare equal run the same model: one of them can stand for the other.
    """

    @property
    def info(self) -> EngineInfo:
        """Say what makes the drafts; does not load a model."""

    def translate(self, sentences: Sequence[str]) -> list[EngineDraft | EngineFailure]:
        """Translate sentences, one result each, in order.

        Pass everything that waits in one call: batches are what makes this fast. A sentence that cannot be translated
        gives an :class:`EngineFailure` and harms no other; :exc:`~translations.engines.errors.EngineError` is raised
        only when the engine as a whole cannot work, its kind :exc:`~translations.engines.errors.PairNotServed` when
        that is so for this pair alone.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """What the operator has set up for engines: the packages folder, and the address and key of a server, if any."""

    packages_dir: Path
    libretranslate_url: str | None = None
    libretranslate_key: str | None = field(default=None, repr=False)


EngineFactory = Callable[[str, str, EngineSettings], Engine | None]
"""Source tag and target tag to an engine, or ``None`` when it has nothing for this pair. Loads and asks nothing yet."""
