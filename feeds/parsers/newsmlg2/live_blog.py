"""Which live blog a document holds: a package, the one of several that was asked for, or what its items say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from feeds.model import PubStatus
from feeds.parsers.newsmlg2.elements import children, words_in
from feeds.parsers.newsmlg2.item import Item, language_of, status_of
from feeds.parsers.newsmlg2.message import Message
from feeds.parsers.newsmlg2.package import Reference, own_slug, read_head, references
from feeds.reading.assembling import Head, Report
from feeds.reading.company import most_common, shared
from feeds.reading.identities import guid_from
from feeds.reading.parsed import ParseOptions
from feeds.reading.slugs import make_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A live blog's package, if there is one, the items that are in it, and all that packages say of their company."""

    package: Item | None
    items: tuple[Item, ...]
    references: tuple[Reference, ...] = ()


def find_live_blog(message: Message, options: ParseOptions, report: Report) -> Found:
    """Return what the document holds; of several live blogs the one whose slug was given.

    Packages inside another are parts of it. Raises :exc:`~feeds.errors.ParseError` if several are left to choose from.
    """
    if not message.packages:
        return Found(package=None, items=message.news)
    inside = {ref.id for package in message.packages for ref in references(package)}
    outer = [package for package in message.packages if package.id not in inside] or list(message.packages)
    chosen = outer[0] if len(outer) == 1 else _asked_for(outer, options, report)
    found = tuple(_all_references(chosen, message.packages))
    ids = {reference.id for reference in found}
    is_alone = len(outer) == 1
    return Found(
        package=chosen,
        items=tuple(item for item in message.news if is_alone or item.id in ids or _is_member(item, chosen)),
        references=found,
    )


def head_of(found: Found) -> Head:
    """Return what the package says of the live blog, else what its items have in common."""
    language = most_common(map(language_of, found.items))
    if found.package is not None:
        head = read_head(found.package)
        return replace(head, language=head.language or language)
    own = next((item for item in found.items if item.is_own and any(_memberships(item))), None)
    if own is not None:
        guid, title = next(iter(_memberships(own)))
        return Head(title=title, guid=guid_from(guid, scope=None), slug=own_slug(own), language=language)
    # One story in itself is called by its headline; several, or one that was withdrawn, by the label they share.
    is_headed = len(found.items) == 1 and status_of(found.items[0]) is not PubStatus.CANCELED
    return Head(
        language=language,
        title=None if is_headed else shared(words_in(item.content_meta, "slugline") for item in found.items),
    )


def report_missing(found: Found, message: Message, report: Report) -> None:
    """Remark on what a package refers to and the document lacks; raise if that is all that it does."""
    there = {item.id for item in (*message.news, *message.packages)}
    missing = [reference for reference in found.references if reference.id not in there]
    if missing and not found.items:
        raise report.failure(f"it only refers to its {len(missing):,} items and holds none of them")
    place = found.package.place if found.package is not None else ""
    for reference in missing:
        report.add(place, f"it refers to {reference.id}, which the document does not hold", reference.title or "")


def _asked_for(packages: Sequence[Item], options: ParseOptions, report: Report) -> Item:
    names = {name: package for package in reversed(packages) for name in _slugs(package, options)}
    if options.slug in names:
        return names[options.slug]
    known = ", ".join(list(names)[::-1][:20])
    raise report.failure(f"it holds {len(packages):,} live blogs; name one with --slug: {known}")


def _slugs(package: Item, options: ParseOptions) -> Iterator[str]:
    head = read_head(package)
    if head.slug:
        yield head.slug
    elif head.title:
        yield make_slug(head.title, on=(head.published_at or options.now).date())


def _all_references(package: Item, packages: Sequence[Item]) -> Iterator[Reference]:
    """Yield the references of a package and of the packages in it, each group named apart."""
    by_id = {one.id: one for one in packages}
    waiting, done = [package], set()
    while waiting:
        current = waiting.pop(0)
        done.add(id(current))
        for reference in references(current):
            inner = by_id.get(reference.id)
            if inner is None:
                yield replace(reference, group=f"{current.id} {reference.group}")
            elif id(inner) not in done:
                waiting.append(inner)


def _is_member(item: Item, package: Item) -> bool:
    return any(guid == package.id for guid, _title in _memberships(item))


def _memberships(item: Item) -> Iterator[tuple[str, str | None]]:
    """Yield identifier and name of what an item says it is a member of; agencies put categories there, without one."""
    for element in children(item.meta, "memberOf"):
        if uri := (element.get("uri") or "").strip():
            yield uri, words_in(element, "name")
