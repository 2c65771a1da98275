"""The running service: storage, ingest, the worker, the web and the command line.

Start with :mod:`syndication.ingest` for how an entry comes in, :mod:`syndication.storage.tables` for how it is kept,
and :mod:`syndication.publish` for how a language of a live blog is read back.
"""

__version__ = "0.1.0"
