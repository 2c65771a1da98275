"""The translators' desk's own tables: comments, dismissals, presence, terms, decisions, measurements, engines."""

from sqlalchemy import Index, Table, UniqueConstraint

from syndication.storage.desk_columns import (
    DismissalColumns,
    EngineOrderColumns,
    FailedSignInColumns,
    ModelJobColumns,
    PostEditColumns,
    PresenceColumns,
    PublishDecisionColumns,
    SegmentCommentColumns,
    SegmentJoinColumns,
    TermColumns,
)
from syndication.storage.tables import metadata, variants

segment_joins = Table(
    "segment_joins",
    metadata,
    SegmentJoinColumns,
    UniqueConstraint("guid", "language", "field", "first_hash", "second_hash"),
)
segment_comments = Table("segment_comments", metadata, SegmentCommentColumns)
dismissals = Table("dismissals", metadata, DismissalColumns)
presence = Table("presence", metadata, PresenceColumns)
terms = Table("terms", metadata, TermColumns)
publish_decisions = Table("publish_decisions", metadata, PublishDecisionColumns)
post_edits = Table("post_edits", metadata, PostEditColumns)
engine_orders = Table("engine_orders", metadata, EngineOrderColumns)
model_jobs = Table("model_jobs", metadata, ModelJobColumns)
failed_sign_ins = Table("failed_sign_ins", metadata, FailedSignInColumns)

Index(None, segment_comments.c.segment_id)
Index(None, dismissals.c.segment_id)
Index(None, terms.c.source_language, terms.c.target_language, terms.c.search_text)
Index(None, publish_decisions.c.guid, publish_decisions.c.language)
Index(None, publish_decisions.c.language, publish_decisions.c.decided_at)
Index(None, post_edits.c.language, post_edits.c.approved_at)
Index(None, failed_sign_ins.c.key, failed_sign_ins.c.failed_at)
# An inbox is read in this order.
Index(
    "ix_variants_inbox",
    variants.c.language,
    variants.c.inbox_rank,
    variants.c.published_at.desc(),
    variants.c.id.desc(),
)
