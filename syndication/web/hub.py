"""Our WebSub hub: where one subscribes to feeds (W3C WebSub §5)."""

from typing import cast

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from syndication.clock import utc_now
from syndication.sealing import sealer_of
from syndication.site import HUB_PATH
from syndication.storage.websub_requests import Mode
from syndication.web.answers import text_answer
from syndication.web.authorisation import checked_by_view, public
from syndication.web.client_address import client_address
from syndication.web.partner_access import secrets_sent
from syndication.web.sessions import current_settings, current_site, write_session
from syndication.websub.accepting import Hub, accept_request
from syndication.websub.metering import Meter
from syndication.websub.reading import MOST_BYTES, HubRequest, read_request
from syndication.websub.refusals import HubRefusal

blueprint = APIBlueprint("hub", __name__, enable_openapi=False)

_METER = "hub_meter"
_ABOUT = "This is a WebSub hub: POST hub.mode, hub.topic and hub.callback as a form (https://www.w3.org/TR/websub/)."


def prepare_hub(app: Flask) -> None:
    """Give an app a count of its own of who asks how often."""
    app.extensions[_METER] = Meter()


@blueprint.get(HUB_PATH)
@public
def about() -> Response:
    """Say what is here to somebody who looks."""
    return text_answer(_ABOUT, status=200) if current_site().own_hub_url else _no_hub()


@blueprint.post(HUB_PATH)
@checked_by_view
def ask() -> Response:
    """Take a subscription, the end of one, or a publisher's ping; what is wrong with it is said in plain text."""
    if not current_site().own_hub_url:
        return _no_hub()
    try:
        wanted = _read()
        _accept(wanted)
    except HubRefusal as refusal:
        return _refused(refusal)
    if wanted.mode is Mode.PUBLISH:
        return Response(status=204)
    return text_answer("Accepted; your callback is asked whether it meant it.", status=202)


def _read() -> HubRequest:
    now = utc_now()
    wait_s = cast("Meter", current_app.extensions[_METER]).count(client_address(), now=now)
    if wait_s:
        raise HubRefusal(429, "you ask very often", retry_after_s=wait_s)
    request.max_content_length = MOST_BYTES
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge as cause:
        raise HubRefusal(413, f"the form is longer than {MOST_BYTES:,} bytes") from cause
    return read_request(body, request.content_type or "")


def _accept(wanted: HubRequest) -> None:
    settings = current_settings()
    hub = Hub(site=current_site(), sealer=sealer_of(settings), allowed=settings.private_networks)
    with write_session() as session:
        accept_request(session, hub, wanted, keys=secrets_sent(), now=utc_now())


def _refused(refusal: HubRefusal) -> Response:
    response = text_answer(refusal.reason, status=refusal.status)
    if refusal.retry_after_s:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def _no_hub() -> Response:
    return text_answer("There is no WebSub hub here.", status=404)
