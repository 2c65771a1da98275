"""The parts of docs/ that are written by the code; ``make docs`` writes them, a guard compares them."""

import json
from pathlib import Path

from feeds.codec import json_schema
from feeds.model import Entry, LiveBlog
from feeds.profile import OutputProfile
from syndication.web.api import openapi_document

DOCS = Path(__file__).parents[2] / "docs"


def generated() -> dict[Path, str]:
    """Return path and content of every generated file."""
    documents = {
        "schemas/entry.schema.json": json_schema(Entry),
        "schemas/live-blog.schema.json": json_schema(LiveBlog),
        "schemas/output-profile.schema.json": json_schema(OutputProfile),
        "openapi.json": openapi_document(),
    }
    return {
        DOCS / name: json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        for name, document in documents.items()
    }


if __name__ == "__main__":
    for path, content in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
