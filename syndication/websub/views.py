"""A subscription as its operators see it: of the callback, which is the subscriber's secret, the host alone."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from syndication.storage.websub import SubscriptionRecord, SubscriptionState
from syndication.websub.callbacks import host_of


class SubscriptionView(BaseModel):
    """Who is sent which feed by our WebSub hub."""

    id: int
    state: Annotated[
        SubscriptionState,
        Field(
            description="active; unsubscribed, lapsed (its lease is over), gone (the callback answered 410) or denied."
        ),
    ]
    topic: Annotated[str, Field(description="The address of the feed, without a key.")]
    host: Annotated[str, Field(description="The host of the callback; the rest of it is the subscriber's secret.")]
    partner: Annotated[str | None, Field(description="Whose feed it is; null of a public one.")]
    language: str
    format: str
    lease_until: datetime
    last_delivered_at: datetime | None
    due_at: Annotated[datetime | None, Field(description="When something is to be sent next; null for nothing.")]
    failures: Annotated[int, Field(description="How often in a row the last document was not accepted.")]
    last_error: str | None


def view_subscription(record: SubscriptionRecord) -> SubscriptionView:
    """Return what is shown of a subscription."""
    shown = {name: getattr(record, name) for name in SubscriptionView.model_fields if name != "host"}
    return SubscriptionView(**shown, host=host_of(record.callback))
