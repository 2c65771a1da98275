"""The body of ``DELETE``: a kill is an order to partners, and they are told why."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints


class Kill(BaseModel, extra="forbid"):
    """Why something is withdrawn."""

    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
        Field(description="Shown to partners in place of the text."),
    ]
