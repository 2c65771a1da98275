"""Wanting work on translation packages: what an admin may order, checked before a worker sees it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.errors import InvalidModelJob
from syndication.storage.model_jobs import (
    ModelAction,
    ModelJob,
    ModelReport,
    count_unfinished,
    insert_job,
    list_unfinished,
)
from translations.engines.errors import InvalidPairError
from translations.engines.languages import parse_pair

_MOST_WAITING = 20
_LONGEST_NAME = 200
_LONGEST_TOKEN = 40


def want_by_pair(session: Session, action: ModelAction, pair: str, *, actor: str, now: datetime) -> ModelJob:
    """Want the package of a pair installed or removed. What is wanted already stays one job.

    Raises :exc:`~syndication.errors.InvalidModelJob`.
    """
    if action not in {ModelAction.INSTALL, ModelAction.REMOVE}:
        raise InvalidModelJob("action", f"{action} needs a file")
    what = _read_pair(pair)
    same = [job for job in list_unfinished(session) if (job.action, job.what) == (action, what)]
    if same:
        return same[-1]
    _check_room(session)
    return insert_job(session, action, what, report=ModelReport(), actor=actor, now=now)


def want_upload(
    session: Session, action: ModelAction, name: str, *, order: ModelReport, actor: str, now: datetime
) -> ModelJob:
    """Want an uploaded file installed, or converted and installed; ``name`` is what its owner calls it.

    Raises :exc:`~syndication.errors.InvalidModelJob`; the upload is the caller's to remove then.
    """
    if action not in {ModelAction.INSTALL_FILE, ModelAction.CONVERT}:
        raise InvalidModelJob("action", f"{action} takes no file")
    checked = replace(
        order, pair=_read_pair(order.pair) if order.pair else None, target_token=order.target_token or None
    )
    if checked.target_token and (len(checked.target_token) > _LONGEST_TOKEN or not checked.target_token.isprintable()):
        raise InvalidModelJob("target_token", "a target token is something like >>vie<<")
    _check_room(session)
    # The name is shown, and may tell the languages; it never becomes a path.
    shown = "".join(character for character in name if character.isprintable())[-_LONGEST_NAME:] or "a file"
    return insert_job(session, action, shown, report=checked, actor=actor, now=now)


def _check_room(session: Session) -> None:
    if count_unfinished(session) >= _MOST_WAITING:
        raise InvalidModelJob("action", f"{_MOST_WAITING} jobs wait already; is a worker running?")


def _read_pair(text: str) -> str:
    try:
        return str(parse_pair(text.strip()))
    except InvalidPairError as cause:
        raise InvalidModelJob("pair", str(cause)) from cause
