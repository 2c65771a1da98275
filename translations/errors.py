"""Everything :mod:`translations` raises. Each error carries data a caller can act on, and one plain sentence."""


class TranslationError(Exception):
    """The root of this package's errors."""
