"""Finishing a sentence that a translator has begun, and other ways to go on from where the caret is.

An engine may be able to do this; :class:`Completing` says so. Every completion is the whole sentence and begins with
exactly what was typed.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from translations.engines.loading import LoadedModel
from translations.engines.tokens import Tokenized

BEAM_SIZE = 4
MOST_COMPLETIONS = 5
_TARGET_TOKENS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A whole sentence that begins with what was typed; ``mean_log_probability`` as in a draft."""

    text: str
    mean_log_probability: float


@runtime_checkable
class Completing(Protocol):
    """What an engine is that can finish sentences. Both methods raise what ``translate`` does, and may find nothing."""

    def complete(self, sentence: str, prefix: str) -> tuple[Completion, ...]:
        """Translate a sentence so that the translation begins with ``prefix``, the likeliest first."""

    def other_wordings(self, sentence: str, prefix: str) -> tuple[Completion, ...]:
        """Translate a sentence so that after ``prefix`` each goes on in another way, the likeliest way first."""


def complete(model: LoadedModel, chunk: Tokenized, prefix: str) -> tuple[Completion, ...]:
    """Finish a translation that begins with ``prefix``.

    The model is first held to the whole words alone: the pieces of half a word are seldom those that the word is made
    of. Only if nothing it says then fits is it held to every letter.
    """
    words = prefix[: len(prefix) - len(_last_word(prefix))]
    found = tuple(_fitting(prefix, _run(model, chunk, words, is_branching=False)))
    if found or words == prefix:
        return found
    return tuple(_fitting(prefix, _run(model, chunk, prefix, is_branching=False)))


def other_wordings(model: LoadedModel, chunk: Tokenized, prefix: str) -> tuple[Completion, ...]:
    """Go on after ``prefix`` in several ways, each with another next piece."""
    return tuple(_fitting(prefix, _run(model, chunk, prefix, is_branching=True)))


def _last_word(prefix: str) -> str:
    """Return what stands after the last blank: half a word, or a whole one that nobody has ended yet."""
    return "" if not prefix or prefix[-1].isspace() else prefix.rsplit(maxsplit=1)[-1]


def _run(model: LoadedModel, chunk: Tokenized, forced: str, *, is_branching: bool) -> Iterator[Completion]:
    """Translate with the first tokens given; yield what comes out, best first, the given ones as they were typed."""
    typed = model.tokenizer.encode_target(unicodedata.normalize("NFC", forced.strip())).tokens if forced.strip() else ()
    given = [*model.target_prefix, *typed]
    (result,) = model.translator.translate_batch(
        [[*model.source_prefix, *chunk.tokens]],
        target_prefix=[given] if given else None,
        beam_size=BEAM_SIZE,
        num_hypotheses=MOST_COMPLETIONS if is_branching else BEAM_SIZE,
        return_alternatives=is_branching,
        length_penalty=1,
        max_input_length=0,
        max_decoding_length=_TARGET_TOKENS,
        replace_unknowns=True,
        return_scores=True,
    )
    for tokens, score in zip(result.hypotheses, result.scores, strict=True):
        # A piece that the model does not know comes back as another one; the person meant what they typed.
        text, _ = model.tokenizer.decode([*typed, *tokens[len(given) :]])
        yield Completion(text=text, mean_log_probability=float(score))


def _fitting(prefix: str, found: Iterator[Completion]) -> Iterator[Completion]:
    """Yield those that say more than what was typed, behind exactly that, and none twice."""
    begun = unicodedata.normalize("NFC", prefix.strip())
    seen: set[str] = set()
    for one in found:
        rest = one.text[len(begun) :] if one.text.startswith(begun) else ""
        is_apart = rest[:1].isspace() or not begun or not prefix[-1:].isspace()
        if not rest.strip() or not is_apart or rest in seen:
            continue
        seen.add(rest)
        joined = rest.lstrip() if not begun or prefix[-1:].isspace() else rest
        yield Completion(text=prefix + joined, mean_log_probability=one.mean_log_probability)
