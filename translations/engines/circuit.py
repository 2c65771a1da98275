"""A circuit breaker: stop asking a server that keeps failing, and find out with one question whether it is back.

Pure: every step takes the time, in seconds of a clock that never goes back, and returns the circuit as it is then.
"""

from dataclasses import dataclass, replace

FAILURES_TO_OPEN = 3
FIRST_PAUSE_S = 30.0
LONGEST_PAUSE_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """Closed while ``open_until_s`` is ``None``; then open until that time, and half-open from it on.

    ``failures`` counts those since the last success. Half-open, one question may be asked: ``trial_until_s`` says until
    when the answer to it is awaited.
    """

    failures: int = 0
    pauses: int = 0
    open_until_s: float | None = None
    trial_until_s: float | None = None

    def waits_s(self, now_s: float) -> float:
        """Return for how many seconds nothing may be asked; 0 if something may."""
        until = max(self.open_until_s or 0.0, self.trial_until_s or 0.0)
        return max(0.0, until - now_s)

    def asked(self, now_s: float, *, patience_s: float) -> "Circuit":
        """Note that a question is asked; of a half-open circuit it is the trial that others wait for."""
        return self if self.open_until_s is None else replace(self, trial_until_s=now_s + patience_s)

    def succeeded(self) -> "Circuit":
        """Note an answer: the circuit is closed, and everything before is forgotten."""
        return Circuit()

    def failed(self, now_s: float, *, retry_after_s: float | None = None) -> "Circuit":
        """Note a failure: the third in a row opens the circuit, and so does one that names the time to come back.

        Every further pause is twice as long as the one before. A trial that fails opens the circuit again.
        """
        failures = self.failures + 1
        if failures < FAILURES_TO_OPEN and self.open_until_s is None and retry_after_s is None:
            return replace(self, failures=failures)
        pause_s = min(FIRST_PAUSE_S * 2**self.pauses, LONGEST_PAUSE_S)
        if retry_after_s is not None:
            pause_s = min(max(retry_after_s, 1.0), LONGEST_PAUSE_S)
        return Circuit(failures=failures, pauses=min(self.pauses + 1, 10), open_until_s=now_s + pause_s)
