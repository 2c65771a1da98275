"""Places for partners who wait for deliveries: each keeps one of the server's threads, so there are only so many."""

import threading
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import cast

from flask import Flask, current_app

MOST_OF_PARTNER = 4
MOST = 24

_EXTENSION = "waiting_partners"


class Full(StrEnum):
    """Why there is no place."""

    PARTNER = "partner"
    ALL = "all"


class WaitingPartners:
    """The places of one process; may be shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Counter[int] = Counter()

    def take(self, partner_id: int) -> Callable[[], None] | Full:
        """Take a place and return what gives it back, once however often it is called; or say what is full."""
        with self._lock:
            if self._waiting[partner_id] >= MOST_OF_PARTNER:
                return Full.PARTNER
            if self._waiting.total() >= MOST:
                return Full.ALL
            self._waiting[partner_id] += 1
        is_taken = threading.Lock()

        def give_back() -> None:
            if is_taken.acquire(blocking=False):
                with self._lock:
                    self._waiting[partner_id] -= 1

        return give_back


def prepare_places(app: Flask) -> None:
    """Give an app its own places."""
    app.extensions[_EXTENSION] = WaitingPartners()


def waiting_partners() -> WaitingPartners:
    """Return the places of the app that answers the request at hand."""
    return cast("WaitingPartners", current_app.extensions[_EXTENSION])
