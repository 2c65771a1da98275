"""Where to go after signing in: paths of this site only, whatever the address of the sign-in page says."""

import re
from urllib.parse import urlsplit

# Browsers take a backslash for a slash and drop tabs and line breaks, so "/\evil.example" would be another site.
_PLAIN = re.compile(r"/[!-\[\]-~]*")
_MOST = 2000


def own_path(wanted: str | None) -> str | None:
    """Return a path, with its query, that stays on this site; ``None`` for anything else."""
    if not wanted or len(wanted) > _MOST or not _PLAIN.fullmatch(wanted) or wanted.startswith("//"):
        return None
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or parts.path.startswith(("/sign-in", "/sign-out")):
        return None
    return wanted
