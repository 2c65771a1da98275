"""The tokenizer of an Argos package, with the place in the text of every token.

Argos' own ``decode`` turns ``_`` into a blank, so that ``@vn_express`` comes back broken; here only the marker of
SentencePiece, U+2581, is a blank.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from translations.engines.engine import Span

if TYPE_CHECKING:  # importing these takes memory and time that only a process with a loaded model should spend
    from argostranslate.package import Package
    from argostranslate.tokenizer import BPETokenizer as ArgosBpeTokenizer
    from sentencepiece import SentencePieceProcessor

TARGET_PIECES = "target.spm"
"""Our own addition to the package format: the SentencePiece model of the target, where it is not the source's."""

_MARKER = "\u2581"


@dataclass(frozen=True, slots=True)
class Tokenized:
    """Tokens, and the span in the text of each, without blanks at its ends; ``spans`` is empty if nobody knows them."""

    tokens: tuple[str, ...]
    spans: tuple[Span, ...]


class Tokenizer(Protocol):
    """Text to tokens and back. Both may raise :exc:`RuntimeError` or :exc:`ValueError` on text they cannot take."""

    def encode(self, text: str) -> Tokenized:
        """Cut a text into tokens."""

    def encode_target(self, text: str) -> Tokenized:
        """Cut the beginning of a translation into tokens."""

    def decode(self, tokens: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
        """Join tokens to a text without outer blanks, and say where in it each token stands."""


class SentencePieceTokenizer:
    """The tokenizer of most packages; knows where every token stands, also after its own normalisation.

    ``target`` is the model of the target's pieces, where that is another than the source's.
    """

    def __init__(self, processor: "SentencePieceProcessor", target: "SentencePieceProcessor | None" = None) -> None:
        self._processor = processor
        self._target = target or processor

    def encode(self, text: str) -> Tokenized:
        """Cut a text into pieces."""
        return _encoded(self._processor, text)

    def encode_target(self, text: str) -> Tokenized:
        """Cut the beginning of a translation into pieces of the target's own."""
        return _encoded(self._target, text)

    def decode(self, tokens: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
        """Join pieces; those of an unknown vocabulary, such as a target's own, are joined as they are."""
        answer = self._target.decode(list(tokens), return_type="offset_mapping")
        text = str(answer["text"]).replace(_MARKER, " ")
        start, end = _without_blanks(text, (0, len(text)))
        spans = (_without_blanks(text, span) for span in answer["offsets"])
        return text[start:end], tuple((first - start, last - start) for first, last in spans)


class BpeTokenizer:
    """The tokenizer of packages with a ``bpe.model``, made from older OPUS-MT models. It knows no spans."""

    def __init__(self, tokenizer: "ArgosBpeTokenizer") -> None:
        self._tokenizer = tokenizer

    def encode(self, text: str) -> Tokenized:
        """Cut a text into words and parts of words, as Moses and subword-nmt do."""
        return Tokenized(tuple(self._tokenizer.encode(text)), ())

    def encode_target(self, text: str) -> Tokenized:
        """Cut the beginning of a translation into the same parts."""
        return self.encode(text)

    def decode(self, tokens: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
        """Join parts of words and undo the tokenization of Moses."""
        return self._tokenizer.decode(list(tokens)).strip(), ()


def tokenizer_of(package: "Package", target_pieces: Path) -> Tokenizer:
    """Load the tokenizer of an Argos package, whichever kind it has, and the target's own if there is such a file.

    It is used once here, because Argos loads lazily and without a lock.
    """
    argos: Any = package.tokenizer
    tokenizer: Tokenizer = BpeTokenizer(argos)
    if hasattr(argos, "lazy_processor"):
        target = _processor(target_pieces) if target_pieces.is_file() else None
        tokenizer = SentencePieceTokenizer(argos.lazy_processor(), target)
    tokenizer.encode("a")
    return tokenizer


def _encoded(processor: "SentencePieceProcessor", text: str) -> Tokenized:
    answer = processor.encode(text, return_type="offset_mapping")
    return Tokenized(tuple(answer["pieces"]), tuple(_without_blanks(text, span) for span in answer["offsets"]))


def _processor(path: Path) -> "SentencePieceProcessor":
    import sentencepiece  # noqa: PLC0415 - only a process that loads a model should spend the time and memory

    library: Any = sentencepiece
    processor: SentencePieceProcessor = library.SentencePieceProcessor()
    processor.load(str(path))
    return processor


def _without_blanks(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
