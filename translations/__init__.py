"""Drafts, segments, memory and review of translated live blogs; imports :mod:`feeds` only.

Start with :mod:`translations.model`; :mod:`translations.variants` builds a language variant that feeds can print.
"""
