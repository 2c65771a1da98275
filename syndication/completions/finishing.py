"""What the worker does with a request: find an engine that can, in the order that was decided, and ask it."""

import structlog

from syndication.completions.messages import Found, Outcome, Reply, Request
from syndication.engine_orders import order_for
from syndication.storage.database import Database
from translations.engines.completing import Completing
from translations.engines.errors import EngineError
from translations.engines.shelf import EngineShelf

log = structlog.get_logger()


class SentenceFinisher:
    """Finishes sentences with the engines of a worker, whose models it shares with drafting."""

    def __init__(self, database: Database, engines: EngineShelf) -> None:
        self._database = database
        self._engines = engines

    def __call__(self, request: Request) -> Reply:
        """Answer one request; an engine that cannot work is logged and told."""
        with self._database.reading() as session:
            order = order_for(session, request.source, request.target)
        engines = self._engines.find_all(request.source, request.target, order=order)
        engine = next((one for one in engines if isinstance(one, Completing)), None)
        if engine is None:
            return Reply(outcome=Outcome.NO_ENGINE)
        ask = engine.other_wordings if request.alternatives else engine.complete
        try:
            found = ask(request.text, request.prefix)
        except EngineError as problem:
            log.warning("completion_failed", source=request.source, target=request.target, error=problem.reason)
            return Reply(outcome=Outcome.FAILED)
        completions = (Found(text=one.text, mean_log_probability=one.mean_log_probability) for one in found)
        return Reply(outcome=Outcome.DONE, completions=tuple(completions))
