"""What a file of terms gives, whatever its format: terms, and what of it could not be taken, by its place."""

from dataclasses import dataclass

from translations.glossary import Term, TermStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class TermProblem:
    """Something a person should know: where (``line 12``), and why what stands there was left out."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFile:
    """Terms as read, and what was left out."""

    terms: tuple[Term, ...]
    problems: tuple[TermProblem, ...]


STATUS_WORDS = {
    "": TermStatus.PREFERRED,
    "preferred": TermStatus.PREFERRED,
    "preferredterm-admn-sts": TermStatus.PREFERRED,
    "admitted": TermStatus.ADMITTED,
    "admittedterm-admn-sts": TermStatus.ADMITTED,
    "allowed": TermStatus.ADMITTED,
    "forbidden": TermStatus.FORBIDDEN,
    "deprecated": TermStatus.FORBIDDEN,
    "deprecatedterm-admn-sts": TermStatus.FORBIDDEN,
    "superseded": TermStatus.FORBIDDEN,
    "supersededterm-admn-sts": TermStatus.FORBIDDEN,
    "do_not_translate": TermStatus.DO_NOT_TRANSLATE,
    "do not translate": TermStatus.DO_NOT_TRANSLATE,
    "dnt": TermStatus.DO_NOT_TRANSLATE,
}
"""What files call the statuses, in small letters."""
