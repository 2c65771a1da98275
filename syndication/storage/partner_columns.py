"""The columns of the tables of partners and their profiles; :mod:`syndication.storage.tables` has the tables."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Named, String, Text, TypedColumns

from syndication.storage.columns import RowId, UtcDateTime


class PartnerColumns(TypedColumns):
    """Outlets that receive feeds. ``requests_per_min`` bounds how often one may ask for its feeds; ``None`` does not.

    A disabled one is served and sent nothing but what withdraws and corrects what it has.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    slug: Named[str] = Column(String(64), unique=True)
    name: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)
    contact: Named[str | None] = Column(Text)
    requests_per_min: Named[int | None]
    disabled_at: Named[datetime | None] = Column(UtcDateTime)


class ProfileColumns(TypedColumns):
    """Output profiles; ``document`` is canonical JSON."""

    id: Named[int] = Column(RowId, primary_key=True)
    partner_id: Named[int] = Column(RowId, ForeignKey("partners.id"))
    name: Named[str] = Column(String(64))
    version: Named[int]
    document: Named[str] = Column(Text)
    updated_at: Named[datetime] = Column(UtcDateTime)


class ProfileVersionColumns(TypedColumns):
    """Every version there ever was of a profile. ``note`` says why, where that was given or it was rolled back."""

    id: Named[int] = Column(RowId, primary_key=True)
    profile_id: Named[int] = Column(RowId, ForeignKey("profiles.id"))
    version: Named[int]
    document: Named[str] = Column(Text)
    actor: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)
    note: Named[str | None] = Column(Text)
