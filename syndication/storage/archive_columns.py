"""The columns of the tables of archive documents; :mod:`syndication.storage.tables` has the tables."""

from sqlalchemy import Column, ForeignKey, Named, String, Text, TypedColumns

from syndication.storage.columns import RowId


class ArchiveDocumentColumns(TypedColumns):
    """The archive documents of each language of a blog, numbered from 1, the oldest.

    ``head`` is the live blog without entries and ``languages`` the tags it was read in, as both were when the document
    was made. ``generation`` counts how often something was taken out of it since.
    """

    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"), primary_key=True)
    language: Named[str] = Column(String(64), primary_key=True)
    number: Named[int] = Column(primary_key=True)
    generation: Named[int]
    head: Named[str] = Column(Text)
    languages: Named[str] = Column(Text)


class ArchivedEntryColumns(TypedColumns):
    """What archive documents hold: entries as they stood in a language; ``guid`` is the source's.

    The rows of an entry that must not be used are deleted, so ``position`` may have gaps.
    """

    blog_id: Named[int] = Column(RowId, primary_key=True)
    language: Named[str] = Column(String(64), primary_key=True)
    number: Named[int] = Column(primary_key=True)
    position: Named[int] = Column(primary_key=True)
    guid: Named[str] = Column(String(512))
    document: Named[str] = Column(Text)
