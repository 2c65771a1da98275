"""The database: every query of the service, one module per resource.

Functions take a :class:`sqlalchemy.orm.Session`, return model or record objects and never commit: whoever opened the
session with :meth:`~syndication.storage.database.Database.writing` owns the transaction. Every query is bounded.
"""
