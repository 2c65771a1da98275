"""Which figures are asked for, by the page, its file and the API alike."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from feeds.language import LanguageTag
from syndication.numbers import NumbersFilter
from syndication.storage.blogs import find_blog
from syndication.web.form_fields import BLANK_IS_NONE

_USUAL_DAYS = 30
_MOST_DAYS = 366


class NumbersQuery(BaseModel):
    """A language, a live blog and a time; days are in UTC, and the last one counts."""

    model_config = ConfigDict(extra="forbid")

    language: Annotated[LanguageTag | None, BLANK_IS_NONE, Field(description="Into which language; left out: all.")] = (
        None
    )
    blog: Annotated[
        Annotated[str, Field(max_length=128)] | None,
        BLANK_IS_NONE,
        Field(description="The slug of a live blog."),
    ] = None
    since: Annotated[
        date | None,
        BLANK_IS_NONE,
        Field(description="The first day; left out: 30 days before the last. A year at most."),
    ] = None
    until: Annotated[date | None, BLANK_IS_NONE, Field(description="The last day; left out: today.")] = None

    def wanted(self, session: Session, *, now: datetime) -> NumbersFilter:
        """Return it as the store takes it; raises 404 for a live blog that is not there."""
        last = min(self.until or now.date(), date.max - timedelta(days=1))
        first = min(self.since or last - timedelta(days=min(_USUAL_DAYS - 1, last.toordinal() - 1)), last)
        first = max(first, date.fromordinal(max(1, last.toordinal() - _MOST_DAYS)))
        blog = None if self.blog is None else find_blog(session, self.blog)
        if self.blog is not None and blog is None:
            raise NotFound("There is no such live blog.")
        return NumbersFilter(
            since=datetime.combine(first, time(), UTC),
            until=datetime.combine(last + timedelta(days=1), time(), UTC),
            language=self.language,
            blog_id=blog.id if blog else None,
            slug=self.blog,
        )
