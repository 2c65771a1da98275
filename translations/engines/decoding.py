"""Run chunks of text through a loaded model: in large batches, with limits, and one bad chunk at a time.

What CTranslate2 does not do by itself: it cuts a translation at ``max_decoding_length`` without a word, repeats itself
when it is stuck, and fails a whole batch for one input.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translations.engines.engine import EngineFailure, Link, Span
from translations.engines.guards import longest_loop
from translations.engines.loading import LoadedModel, Translation
from translations.engines.tokens import Tokenized

BEAM_SIZE = 4
HYPOTHESES = 3
BATCH_TOKENS = 1024
MOST_SOURCE_TOKENS = 200
# A translation longer than this is a model that does not stop. CTranslate2 takes one limit a call, so a call takes
# sources of about one length; Marian models converted through Transformers know 512 positions and raise beyond.
_TARGET_TOKENS = 500
_LENGTH_CLASSES = (24, 72, MOST_SOURCE_TOKENS)
# A stretch may be repeated this often before it is taken for a loop, or as often as the source repeats itself.
_HARMLESS_LOOP = 3
_NO_REPEAT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What the model made of one chunk; ``links`` point into the chunk's text and into ``text``."""

    text: str
    mean_log_probability: float
    token_count: int
    alternatives: tuple[str, ...]
    links: tuple[Link, ...]
    is_cut: bool
    loops: int


def decode(model: LoadedModel, chunks: Sequence[Tokenized]) -> list[Decoded | EngineFailure]:
    """Translate tokenized chunks, one result each, in order.

    A chunk whose translation is cut or goes round in circles is tried once more with repetition forbidden, and the
    better of both is taken.
    """
    results = _decode_all(model, chunks, no_repeat_ngram_size=0)
    doubtful = [
        index
        for index, (chunk, result) in enumerate(zip(chunks, results, strict=True))
        if isinstance(result, Decoded) and _is_doubtful(chunk, result)
    ]
    again = _decode_all(model, [chunks[index] for index in doubtful], no_repeat_ngram_size=_NO_REPEAT)
    for index, retry in zip(doubtful, again, strict=True):
        if isinstance(retry, Decoded) and not _is_doubtful(chunks[index], retry):
            results[index] = retry
    return results


def _is_doubtful(chunk: Tokenized, result: Decoded) -> bool:
    return result.is_cut or result.loops > max(_HARMLESS_LOOP, longest_loop(chunk.tokens))


def _decode_all(
    model: LoadedModel, chunks: Sequence[Tokenized], *, no_repeat_ngram_size: int
) -> list[Decoded | EngineFailure]:
    results: dict[int, Decoded | EngineFailure] = {}
    for length in _LENGTH_CLASSES:
        members = [index for index, chunk in enumerate(chunks) if index not in results and _fits(chunk, length)]
        limit = min(3 * length + 10, _TARGET_TOKENS)
        run = _Run(model=model, limit=limit, no_repeat_ngram_size=no_repeat_ngram_size)
        results.update(zip(members, run.decode([chunks[index] for index in members]), strict=True))
    return [results[index] for index in range(len(chunks))]


def _fits(chunk: Tokenized, length: int) -> bool:
    return len(chunk.tokens) <= length or length == _LENGTH_CLASSES[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One way of calling the translator; ``limit`` counts target tokens, the target prefix among them."""

    model: LoadedModel
    limit: int
    no_repeat_ngram_size: int

    def decode(self, chunks: Sequence[Tokenized]) -> list[Decoded | EngineFailure]:
        """Translate a batch; if it fails, halve it until the chunk that is to blame stands alone."""
        if not chunks:
            return []
        try:
            return [self._read(*pair) for pair in zip(chunks, self._translate_in_turn(chunks), strict=True)]
        except (RuntimeError, ValueError) as error:
            if len(chunks) == 1:
                return [EngineFailure(str(error))]
        half = len(chunks) // 2
        return self.decode(chunks[:half]) + self.decode(chunks[half:])

    def _translate_in_turn(self, chunks: Sequence[Tokenized]) -> list[Translation]:
        """Translate batch by batch. All in one call would keep both translators busy, and people who type waiting."""
        results: dict[int, Translation] = {}
        for batch in _batches(chunks):
            results.update(zip(batch, self._translate([chunks[index] for index in batch]), strict=True))
        return [results[index] for index in range(len(chunks))]

    def _translate(self, chunks: Sequence[Tokenized]) -> Sequence[Translation]:
        prefix = list(self.model.target_prefix)
        return self.model.translator.translate_batch(
            [[*self.model.source_prefix, *chunk.tokens] for chunk in chunks],
            target_prefix=[prefix] * len(chunks) if prefix else None,
            batch_type="tokens",
            max_batch_size=BATCH_TOKENS,
            beam_size=BEAM_SIZE,
            num_hypotheses=HYPOTHESES,
            length_penalty=1,
            max_input_length=0,
            max_decoding_length=self.limit,
            no_repeat_ngram_size=self.no_repeat_ngram_size,
            replace_unknowns=True,
            return_scores=True,
            return_attention=self.model.has_alignment,
        )

    def _read(self, chunk: Tokenized, result: Translation) -> Decoded:
        skip = len(self.model.target_prefix)
        best, *others = [tokens[skip:] for tokens in result.hypotheses]
        text, spans = self.model.tokenizer.decode(best)
        return Decoded(
            text=text,
            mean_log_probability=float(result.scores[0]),
            token_count=len(best) + 1,
            alternatives=tuple(self.model.tokenizer.decode(tokens)[0] for tokens in others),
            links=self._links(chunk.spans, spans, result.attention[0][skip:]) if self.model.has_alignment else (),
            is_cut=len(result.hypotheses[0]) >= self.limit,
            loops=longest_loop(best),
        )

    def _links(
        self, sources: Sequence[Span], targets: Sequence[Span], attention: Sequence[Sequence[float]]
    ) -> tuple[Link, ...]:
        """Tie each target token to the source token it drew most attention from; blanks and prefixes tie nothing."""
        skip = len(self.model.source_prefix)
        links = []
        for target, row in zip(targets, attention, strict=False):
            weights = row[skip : skip + len(sources)]
            if not len(weights):
                continue
            best = max(range(len(weights)), key=weights.__getitem__)
            if target[0] < target[1] and sources[best][0] < sources[best][1]:
                links.append(Link(sources[best], target, round(float(weights[best]), 3)))
        return tuple(links)


def _batches(chunks: Sequence[Tokenized]) -> Iterator[list[int]]:
    """Yield which chunks go together: of a like length, and no more tokens than a batch has, padding counted."""
    batch: list[int] = []
    longest = 0
    for index in sorted(range(len(chunks)), key=lambda index: -len(chunks[index].tokens)):
        longest = longest or len(chunks[index].tokens)
        if batch and longest * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch, longest = [], len(chunks[index].tokens)
        batch.append(index)
    if batch:
        yield batch
