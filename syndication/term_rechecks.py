"""What was translated by terms that have changed since is checked again.

A change that touches a few sentences is followed at once, in its own transaction. One that touches many, or an import,
is noted for a worker, which goes through the sentences of the language pair bit by bit: what it has to do is one row,
written with the change, so nothing is lost when it is killed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.rechecking import recheck
from syndication.storage.settings import delete_setting, find_settings, get_setting, set_setting
from syndication.storage.terms import LanguagePair, load_changed_terms
from syndication.storage.touched import TranslatedText, list_like, list_translated
from translations.glossary import Term, TermIndex, search_key

_KEY = "recheck_terms "
_AT_ONCE = 40
_STEP_TEXTS = 1_000
_STEP_CHECKS = 100
_MOST_CHANGED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    """Sentences of a pair behind ``after_id`` have to be compared with the terms that changed from ``since`` on."""

    pair: LanguagePair
    since: datetime
    after_id: int = 0

    @property
    def key(self) -> str:
        return f"{_KEY}{' '.join(self.pair)}"


def after_change(session: Session, changed: Sequence[Term], *, now: datetime) -> int:
    """Check again what a few terms touch, as they were and as they are; return how many sentences that were at once.

    Where these are many a worker does it.
    """
    found: dict[int, TranslatedText] = {}
    for term in changed:
        pair = (term.source_language, term.target_language)
        texts = list_like(session, pair, term.source_text, limit=_AT_ONCE + 1) if term.source_text else ()
        if not term.source_text or len(texts) > _AT_ONCE:
            note_changes(session, [pair], now=now)
            return 0
        found |= {text.id: text for text in texts if _holds(text, term)}
    if found:
        recheck(session, sorted(found), now=now)
    return len(found)


def note_changes(session: Session, pairs: Iterable[LanguagePair], *, now: datetime) -> None:
    """Let a worker check again what the terms touch that have changed in these language pairs from now on."""
    for pair in pairs:
        before = _read(pair, get_setting(session, _Pending(pair=pair, since=now).key))
        _write(session, _Pending(pair=pair, since=min(before.since, now) if before else now))


def is_pending(session: Session) -> bool:
    """Say whether anything waits to be checked again."""
    return bool(find_settings(session, _KEY, limit=1))


def check_a_bit(session: Session, *, now: datetime) -> int:
    """Do some of what waits, and return how many sentences were checked again."""
    for key, value in find_settings(session, _KEY, limit=1, lock=True):
        source, _, target = key.removeprefix(_KEY).partition(" ")
        pending = _read((source, target), value)
        if pending is None:
            delete_setting(session, key)
            return 0
        return _step(session, pending, now=now)
    return 0


def forget_pending(session: Session) -> None:
    """Give up what waits: trying it again would fail again."""
    for key, _value in find_settings(session, _KEY, limit=1, lock=True):
        delete_setting(session, key)


def _step(session: Session, pending: _Pending, *, now: datetime) -> int:
    texts = list_translated(session, pending.pair, after_id=pending.after_id, limit=_STEP_TEXTS)
    if not texts:
        delete_setting(session, pending.key)
        return 0
    changed = load_changed_terms(session, pending.pair, since=pending.since, limit=_MOST_CHANGED)
    index = TermIndex(changed)
    touched: list[int] = []
    last_id = texts[-1].id
    for text in texts:
        if text.pair == pending.pair and any(_holds(text, term) for term in index.candidates(text.source_text)):
            touched.append(text.id)
        if len(touched) == _STEP_CHECKS:
            last_id = text.id
            break
    if touched:
        recheck(session, touched, now=now)
    _write(session, _Pending(pair=pending.pair, since=pending.since, after_id=last_id))
    return len(touched)


def _holds(text: TranslatedText, term: Term) -> bool:
    if text.pair != (term.source_language, term.target_language):
        return False
    if not term.source_text:
        return search_key(term.target_text) in search_key(text.target_text)
    return search_key(term.source_text) in search_key(text.source_text)


def _read(pair: LanguagePair, value: str | None) -> _Pending | None:
    if value is None:
        return None
    try:
        kept = json.loads(value)
        return _Pending(pair=pair, since=datetime.fromisoformat(kept["since"]), after_id=int(kept["after_id"]))
    except (ValueError, KeyError, TypeError):
        return None


def _write(session: Session, pending: _Pending) -> None:
    value = json.dumps({"since": pending.since.isoformat(), "after_id": pending.after_id})
    set_setting(session, pending.key, value)
