"""The variants of texts whose source has changed: their versions, and what they wait for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.clock import later, whole_second
from syndication.storage.segments import Recut
from syndication.storage.variants import VariantRecord, insert_variants, load_variants, record_of, save_variants
from syndication.storage.work import text_work
from translations.model import TextWork
from translations.waiting import is_material, waiting_after, waiting_of, with_waiting


def keep_variants(
    session: Session, blog_id: int, recuts: Sequence[Recut], versions: Mapping[str, int], *, now: datetime
) -> tuple[TextWork, ...]:
    """Add the variants of first versions, raise those of others, and return all as they are now.

    ``versions`` are those of the sources, by guid. A text begins to wait with its first sentence that nobody approved,
    and anew with a material change.
    """
    known = {
        (variant.guid, variant.language): variant
        for variant in load_variants(session, [guid for guid, version in versions.items() if version > 1])
    }
    added: list[TextWork] = []
    raised: list[TextWork] = []
    for recut in recuts:
        version, variant = versions[recut.guid], known.get((recut.guid, recut.target))
        if version == 1:
            added.append(_waiting(text_work(_first(recut, version, now), recut.new), recut, now))
        elif variant is not None:
            next_one = replace(
                variant,
                version=variant.version + 1,
                source_version=version,
                updated_at=later(now, than=variant.updated_at),
            )
            raised.append(_waiting(text_work(next_one, recut.new), recut, now))
    insert_variants(session, blog_id, [record_of(work) for work in added])
    save_variants(session, [record_of(work) for work in raised])
    return (*added, *raised)


def add_variants(
    session: Session, blog_id: int, recuts: Sequence[Recut], versions: Mapping[str, int], *, now: datetime
) -> tuple[TextWork, ...]:
    """Add the variants of texts in a language they have not been in, and return them."""
    added = [_waiting(text_work(_first(recut, versions[recut.guid], now), recut.new), recut, now) for recut in recuts]
    insert_variants(session, blog_id, [record_of(work) for work in added])
    return tuple(added)


def _first(recut: Recut, source_version: int, now: datetime) -> VariantRecord:
    at = whole_second(now)
    return VariantRecord(
        guid=recut.guid,
        language=recut.target,
        version=1,
        source_version=source_version,
        created_at=at,
        updated_at=at,
    )


def _waiting(work: TextWork, recut: Recut, now: datetime) -> TextWork:
    old = [stored.segment for stored in recut.old]
    starts_anew = is_material(old, recut.new)
    return with_waiting(work, waiting_after(waiting_of(work), recut.new, now=now, starts_anew=starts_anew))
