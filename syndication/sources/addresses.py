"""Addresses of sources as people and programs may see them: a password in one is nobody else's business."""

from urllib.parse import urlsplit


def shown_url(url: str) -> str:
    """Return an address without its password."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    _user_and_password, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{parts.username}:***@{host}").geturl()
