"""The canonical live blog and its wire formats: no database, no web framework, no network.

Start with :mod:`feeds.model`; :mod:`feeds.render` turns a live blog into a document for one output profile.
"""
