"""Which engines are asked for a language pair, in which order: decided by an editor, else that of the registry.

Nothing here loads a model or asks a server.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.language import canonical_tag
from syndication.config import Settings
from syndication.errors import InvalidEngineOrder
from syndication.storage import engine_orders
from syndication.storage.blogs import list_source_languages
from syndication.storage.engine_orders import EngineOrder
from syndication.storage.jobs import enqueue_missing
from translations.engines import ENGINES, EngineSettings, find_engines
from translations.engines.installed import scan
from translations.engines.languages import pairs_for

__all__ = [
    "EngineOrder",
    "PairEngines",
    "clear_order",
    "engine_settings",
    "list_pairs",
    "missing_package",
    "order_for",
    "pair_engines",
    "set_order",
]

DEFAULT_ORDER = tuple(ENGINES)
"""What is asked where nobody has decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairEngines:
    """A language pair, the engines that are asked for it in their order, and which of them have something for it.

    ``order`` is what an editor decided, ``None`` where the default holds.
    """

    source: str
    target: str
    engines: tuple[str, ...]
    available: tuple[str, ...]
    order: EngineOrder | None


def engine_settings(settings: Settings) -> EngineSettings:
    """Return what this installation's settings say of engines."""
    return EngineSettings(
        packages_dir=settings.packages_dir,
        libretranslate_url=settings.libretranslate_url,
        libretranslate_key=settings.libretranslate_key,
    )


def order_for(session: Session, source: str, target: str) -> tuple[str, ...]:
    """Return the names of the engines to ask for a pair: what was decided for it, or for its languages at large.

    What holds for ``en`` holds for ``en-GB``, unless that has an order of its own.
    """
    order = _decided(session, source, target)
    return DEFAULT_ORDER if order is None else order.engines


def set_order(
    session: Session, source: str, target: str, engines: Sequence[str], *, actor: str, now: datetime
) -> EngineOrder:
    """Decide which engines are asked for a pair; texts that wait for it are queued for the worker.

    Raises :exc:`~syndication.errors.InvalidEngineOrder`.
    """
    pair = _read_pair(source, target)
    unknown = [name for name in engines if name not in ENGINES]
    if unknown:
        known = ", ".join(ENGINES)
        raise InvalidEngineOrder("engines", f"there is no engine {unknown[0]!r}; there is: {known}")
    if not engines or len(set(engines)) < len(engines):
        raise InvalidEngineOrder("engines", "name each engine once, and at least one")
    order = EngineOrder(source=pair[0], target=pair[1], engines=tuple(engines), actor=actor, updated_at=now)
    engine_orders.save_order(session, order)
    enqueue_missing(session, *pair, now=now)
    return order


def clear_order(session: Session, source: str, target: str, *, now: datetime) -> tuple[str, str]:
    """Let the default order hold for a pair again, and return its tags as they are written.

    Raises :exc:`~syndication.errors.InvalidEngineOrder`.
    """
    pair = _read_pair(source, target)
    engine_orders.delete_order(session, *pair)
    enqueue_missing(session, *pair, now=now)
    return pair


def list_pairs(session: Session, settings: Settings) -> tuple[PairEngines, ...]:
    """Return the pairs that matter here: those of the live blogs, of installed packages and of decisions."""
    pairs = {(order.source, order.target) for order in engine_orders.list_orders(session)}
    pairs |= {(own, tag) for own in list_source_languages(session) for tag in settings.wanted_languages(own)}
    # A folder that cannot be read is told where packages are managed; here it is one without packages.
    with suppress(OSError):
        pairs |= {(one.source_language, one.target_language) for one in scan(settings.packages_dir)[0]}
    return tuple(pair_engines(session, settings, source, target) for source, target in sorted(pairs))


def pair_engines(session: Session, settings: Settings, source: str, target: str) -> PairEngines:
    """Return how one pair stands."""
    order = _decided(session, source, target)
    names = DEFAULT_ORDER if order is None else order.engines
    available: tuple[str, ...] = ()
    with suppress(OSError):
        available = tuple(one.info.name for one in find_engines(source, target, engine_settings(settings), order=names))
    return PairEngines(source=source, target=target, engines=names, available=available, order=order)


def missing_package(session: Session, settings: Settings, source: str, target: str) -> str | None:
    """Return the pair of the package to install, as ``en-vi``, or ``None`` where an engine is there for the languages.

    Languages that no package can be for are named by their tags.
    """
    if pair_engines(session, settings, source, target).available:
        return None
    return str(next(iter(pairs_for(source, target)), f"{source}-{target}"))


def _decided(session: Session, source: str, target: str) -> EngineOrder | None:
    orders = (engine_orders.find_order(session, *pair) for pair in _wider(source, target))
    return next((order for order in orders if order is not None), None)


def _wider(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the pair, then wider and wider ones: the region of the source goes first."""
    for wide_target in _widened(target):
        for wide_source in _widened(source):
            yield wide_source, wide_target


def _widened(tag: str) -> Iterator[str]:
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length])


def _read_pair(source: str, target: str) -> tuple[str, str]:
    tags = []
    for field, given in (("source", source), ("target", target)):
        try:
            tags.append(canonical_tag(given))
        except ValueError as cause:
            raise InvalidEngineOrder(field, str(cause)) from cause
    if tags[0] == tags[1]:
        raise InvalidEngineOrder("target", "a language is not translated into itself")
    return tags[0], tags[1]
