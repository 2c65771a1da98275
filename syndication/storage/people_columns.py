"""The columns of the tables of people and programs that come in; :mod:`syndication.storage.tables` has the tables."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Named, String, Text, TypedColumns

from syndication.storage.columns import RowId, UtcDateTime


class UserColumns(TypedColumns):
    """People who sign in, by password or by a one-time link. ``password_hash`` is argon2id's.

    ``languages`` are the tags a translator may work in, separated by blanks; ``*`` is all.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    name: Named[str] = Column(Text, unique=True)
    role: Named[str] = Column(String(16))
    languages: Named[str] = Column(Text, server_default="*")
    password_hash: Named[str | None] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)
    disabled_at: Named[datetime | None] = Column(UtcDateTime)


class TokenColumns(TypedColumns):
    """Secrets of programs: of an API client (``role`` set) or of a partner (``partner_id`` set)."""

    id: Named[int] = Column(RowId, primary_key=True)
    secret_hash: Named[str] = Column(String(64), unique=True)
    name: Named[str] = Column(Text)
    role: Named[str | None] = Column(String(16))
    languages: Named[str] = Column(Text, server_default="*")
    partner_id: Named[int | None] = Column(RowId, ForeignKey("partners.id"))
    created_at: Named[datetime] = Column(UtcDateTime)
    expires_at: Named[datetime | None] = Column(UtcDateTime)
    revoked_at: Named[datetime | None] = Column(UtcDateTime)
    last_used_at: Named[datetime | None] = Column(UtcDateTime)


class SignInLinkColumns(TypedColumns):
    """One-time links. The row of a used one stays, so that a second use can be told from a forgery."""

    secret_hash: Named[str] = Column(String(64), primary_key=True)
    user_id: Named[int] = Column(RowId, ForeignKey("users.id"))
    created_at: Named[datetime] = Column(UtcDateTime)
    expires_at: Named[datetime] = Column(UtcDateTime)
    used_at: Named[datetime | None] = Column(UtcDateTime)


class WebSessionColumns(TypedColumns):
    """Signed-in browsers. ``csrf_secret`` is bound into the forms of this session."""

    secret_hash: Named[str] = Column(String(64), primary_key=True)
    user_id: Named[int] = Column(RowId, ForeignKey("users.id"))
    csrf_secret: Named[str] = Column(String(64))
    created_at: Named[datetime] = Column(UtcDateTime)
    expires_at: Named[datetime] = Column(UtcDateTime)
    last_used_at: Named[datetime | None] = Column(UtcDateTime)
