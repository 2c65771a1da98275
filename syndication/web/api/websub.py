"""Subscriptions at our WebSub hub, for whoever runs it."""

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from syndication.auth import Role
from syndication.storage.websub import list_subscriptions
from syndication.web.api.describing import describe
from syndication.web.api.replies import reply
from syndication.web.authorisation import role_needed
from syndication.web.sessions import read_session
from syndication.websub.views import SubscriptionView, view_subscription

blueprint = APIBlueprint("websub", __name__, tag="WebSub", url_prefix="/websub")

_MOST = 1_000


class SubscriptionList(BaseModel):
    """Subscriptions, active ones first, at most a thousand."""

    subscriptions: tuple[SubscriptionView, ...]


@blueprint.get("/subscriptions")
@describe(blueprint, "list_websub_subscriptions", SubscriptionList)
@role_needed(Role.EDITOR)
def list_all() -> Response:
    """List subscriptions at the WebSub hub

    Those that ended stay in the list for a month.
    """
    with read_session() as session:
        found = list_subscriptions(session, limit=_MOST)
    return reply(SubscriptionList(subscriptions=tuple(map(view_subscription, found)))).response()
