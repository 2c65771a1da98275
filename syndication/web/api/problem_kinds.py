"""Every kind of problem the API answers with (RFC 9457): its name, status, title and what a client does about it.

The ``type`` of a problem body is :attr:`ProblemKind.address`, a section of the API's own documentation page.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem; ``advice`` is a sentence for the person who reads the documentation.

    A kind without a name means no more than its status (RFC 9457 §4.2.1).
    """

    name: str
    status: int
    title: str
    advice: str

    @property
    def address(self) -> str:
        """Return the relative address that identifies this kind."""
        if not self.name:
            return "about:blank"
        return f"/api/v1/docs#problem-{self.name}"


NOT_JSON = ProblemKind(
    "not-json", 400, "The body is not JSON", "Send one JSON object in UTF-8, without repeated fields, NaN or Infinity."
)
INVALID_PARAMETERS = ProblemKind(
    "invalid-parameters", 400, "A parameter is not valid", "Mend every query parameter or header listed in errors."
)
INVALID_CURSOR = ProblemKind(
    "invalid-cursor", 400, "The cursor is not valid", "Read the change feed again from its start, without a cursor."
)
BAD_REQUEST = ProblemKind(
    "bad-request", 400, "The request cannot be understood", "The detail says what is wrong with the request."
)
UNAUTHENTICATED = ProblemKind(
    "unauthenticated", 401, "Nobody is signed in", "Send a valid API token as Authorization: Bearer."
)
FORBIDDEN = ProblemKind(
    "forbidden", 403, "This caller may not do this", "Use a token with the role that the detail names."
)
NOT_FOUND = ProblemKind("not-found", 404, "There is no such thing", "Check the address; ids are case-sensitive.")
NO_COMPLETIONS = ProblemKind(
    "no-completions",
    404,
    "Nobody here finishes sentences",
    "Offer nothing and go on: translators type as before. It needs a worker on the same machine, and a package.",
)
METHOD_NOT_ALLOWED = ProblemKind(
    "method-not-allowed", 405, "The method does not exist here", "Use a method that the Allow header lists."
)
IN_PROGRESS = ProblemKind(
    "in-progress",
    409,
    "The same request is being answered",
    "Wait a second and repeat the request with the same Idempotency-Key.",
)
ALREADY_EXISTS = ProblemKind(
    "already-exists", 409, "The name is taken", "Read what is there, and change it by PUT, or choose another name."
)
IN_USE = ProblemKind(
    "in-use", 409, "Somebody depends on it", "Retire it instead: whoever has had something of it must hear of kills."
)
KILLED = ProblemKind(
    "killed", 409, "It was killed", "Post a new entry: what partners were told not to use does not come back."
)
REVIEW_CONFLICT = ProblemKind(
    "review-conflict",
    409,
    "The decision does not fit the segment as it is now",
    "Show the reviewer current beside yours, and send the decision again with the hashes and version of current.",
)
LAST_ADMIN = ProblemKind(
    "last-admin", 409, "The last admin stays", "Make somebody else an admin first; nobody could undo this."
)
NO_ENGINE = ProblemKind(
    "no-engine",
    409,
    "No engine translates between these languages here",
    "Install a package, or set up a server; docs/engines.md says how. Memory and people still work.",
)
SECRET_UNREADABLE = ProblemKind(
    "secret-unreadable",
    409,
    "Kept secrets cannot be read",
    "Set SYNDICATION_SECRET_KEY, or secret.key, back to what it was, or set all secrets of the channel anew.",
)
VERSION_MISMATCH = ProblemKind(
    "version-mismatch",
    412,
    "It has changed since it was read",
    "Read it again, repeat your change on what you got, and send it with the new ETag in If-Match.",
)
TOO_LARGE = ProblemKind("too-large", 413, "The body is too large", "Send less; the detail names the limit.")
UNSUPPORTED_MEDIA_TYPE = ProblemKind(
    "unsupported-media-type", 415, "The body is not of a kind taken here", "Send Content-Type: application/json."
)
INVALID_DOCUMENT = ProblemKind(
    "invalid-document", 422, "The document is not valid", "Mend every field listed in errors; nothing was stored."
)
KEY_REUSED = ProblemKind(
    "key-reused",
    422,
    "The idempotency key belongs to another request",
    "Make a new Idempotency-Key for every new request; repeat one only with the same body.",
)
INTERNAL = ProblemKind(
    "internal", 500, "The service failed", "Repeat the request with the same Idempotency-Key; report it if it lasts."
)
UNAVAILABLE = ProblemKind(
    "unavailable", 503, "The service is busy", "Repeat the request after as many seconds as Retry-After says."
)

PROBLEM_KINDS = (
    NOT_JSON,
    INVALID_PARAMETERS,
    INVALID_CURSOR,
    BAD_REQUEST,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    NO_COMPLETIONS,
    METHOD_NOT_ALLOWED,
    IN_PROGRESS,
    ALREADY_EXISTS,
    IN_USE,
    KILLED,
    REVIEW_CONFLICT,
    LAST_ADMIN,
    NO_ENGINE,
    SECRET_UNREADABLE,
    VERSION_MISMATCH,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    INVALID_DOCUMENT,
    KEY_REUSED,
    INTERNAL,
    UNAVAILABLE,
)
"""All kinds, by status."""

ON_READ = (INVALID_PARAMETERS, NOT_FOUND)
"""What reading a named thing may run into."""

_ON_WRITE = (NOT_JSON, INVALID_PARAMETERS, IN_PROGRESS, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, INVALID_DOCUMENT, KEY_REUSED)

ON_CREATE = (*_ON_WRITE, ALREADY_EXISTS)
"""What creating a thing may run into."""

ON_ADD = (*_ON_WRITE, NOT_FOUND, ALREADY_EXISTS, KILLED)
"""What adding a thing to another one may run into."""

ON_CHANGE = (*_ON_WRITE, NOT_FOUND, KILLED, VERSION_MISMATCH)
"""What changing or killing a thing may run into."""

ON_REVIEW = (*_ON_WRITE, NOT_FOUND, REVIEW_CONFLICT)
"""What a decision on a segment may run into."""

ON_PEOPLE = (NOT_JSON, NOT_FOUND, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, INVALID_DOCUMENT)
"""What a change of people and tokens may run into; they take no Idempotency-Key, since answers are not kept."""

ON_SECRETS = (*ON_PEOPLE, SECRET_UNREADABLE)
"""What setting the secrets of a channel may run into."""

ON_REDRAFT = (*_ON_WRITE, NOT_FOUND, KILLED, NO_ENGINE)
"""What asking the engine again may run into."""

ON_COMPLETION = (NOT_JSON, NOT_FOUND, NO_COMPLETIONS, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, INVALID_DOCUMENT)
"""What finishing a sentence may run into."""

ON_UPLOAD = (INVALID_PARAMETERS, TOO_LARGE, INVALID_DOCUMENT)
"""What sending a file may run into."""
