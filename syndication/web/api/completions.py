"""Finishing a sentence while a translator types. The worker of this machine does it; without one, nobody does."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field

from syndication.completions.asking import ask_worker
from syndication.completions.messages import Outcome
from syndication.rights import Role
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, parse_body
from syndication.web.api.deciding import require_in_blog
from syndication.web.api.describing import describe
from syndication.web.api.problems import Problem
from syndication.web.api.replies import reply
from syndication.web.authorisation import current_actor, require_language, role_needed
from syndication.web.sessions import current_settings, read_session

blueprint = APIBlueprint("completions", __name__, tag="Translations", url_prefix="/blogs/<name:slug>/segments")


class CompletionWish(BaseModel, extra="forbid"):
    """What was typed, as plain text up to the caret.

    With ``alternatives`` the sentence goes on from there in several ways. ``tab`` tells two windows of one person
    apart: of each the latest wish counts.
    """

    prefix: Annotated[str, Field(max_length=5_000)] = ""
    alternatives: bool = False
    tab: Annotated[str, Field(max_length=64)] = ""


class CompletionView(BaseModel):
    """A whole sentence that begins with what was typed, and the mean log-probability of its tokens."""

    text: str
    mean_log_probability: float


class CompletionList(BaseModel):
    """Completions, the likeliest first. ``outcome`` says why there is none where that is not the sentence's fault."""

    outcome: Outcome
    completions: tuple[CompletionView, ...]


@blueprint.post("/<row_id:segment>/completions")
@describe(blueprint, "complete_segment", CompletionList, body=CompletionWish, problems=kinds.ON_COMPLETION)
@role_needed(Role.TRANSLATOR)
def complete(slug: str, segment: int) -> Response:
    """Finish a sentence

    Within a second, or not at all. Nothing is kept. ``no-completions`` where no worker on this machine has an engine
    that can: offer nothing then.
    """
    wish = parse_body(CompletionWish, json_body())
    with read_session() as session:
        stored = require_in_blog(session, slug, segment)
    require_language(stored.language)
    answer = ask_worker(
        current_settings().data_dir,
        client=f"{current_actor().id} {wish.tab}",
        languages=(stored.source_language, stored.language),
        text=stored.segment.source.text,
        prefix=wish.prefix,
        alternatives=wish.alternatives,
    )
    if answer is None:
        raise Problem(kinds.NO_COMPLETIONS, "No worker runs on this machine that could finish sentences.")
    if answer.outcome is Outcome.NO_ENGINE:
        pair = f"from {stored.source_language} into {stored.language}"
        raise Problem(kinds.NO_COMPLETIONS, f"No engine here finishes sentences {pair}.")
    found = tuple(
        CompletionView(text=one.text, mean_log_probability=one.mean_log_probability) for one in answer.completions
    )
    return reply(CompletionList(outcome=answer.outcome, completions=found)).response()
