"""Everything :mod:`syndication` raises by itself. Each error carries data a caller can act on, and one plain sentence.

What is wrong with a document's own fields is raised as :exc:`feeds.errors.InvalidDocument`.
"""


class SyndicationError(Exception):
    """The root of this package's errors."""


class SettingsError(SyndicationError):
    """A setting in the environment that cannot be used; ``variable`` is its name."""

    def __init__(self, variable: str, reason: str) -> None:
        self.variable = variable
        self.reason = reason
        super().__init__(f"{variable}: {reason}")


class NotFound(SyndicationError):
    """Something that was asked for by name and does not exist."""


class UnknownBlog(NotFound):
    """No live blog has this slug."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"there is no live blog {slug!r}")


class UnknownEntry(NotFound):
    """No entry has this guid."""

    def __init__(self, guid: str) -> None:
        self.guid = guid
        super().__init__(f"there is no entry {guid!r}")


class UnknownSegment(NotFound):
    """No segment has this id, or its sentence is no longer in the source."""

    def __init__(self, segment_id: int) -> None:
        self.segment_id = segment_id
        super().__init__(f"there is no segment {segment_id} in the current text")


class NoSuchFinding(NotFound):
    """The translation has no open finding of this code."""

    def __init__(self, segment_id: int, code: str) -> None:
        self.segment_id = segment_id
        self.code = code
        super().__init__(f"the translation of segment {segment_id} has no open finding {code!r}")


class UnknownComment(NotFound):
    """The segment has no comment of this id."""

    def __init__(self, comment_id: int) -> None:
        self.comment_id = comment_id
        super().__init__(f"there is no comment {comment_id} on this segment")


class UnknownText(NotFound):
    """No text has this id in this language, or it is no longer translated."""

    def __init__(self, text_id: int) -> None:
        self.text_id = text_id
        super().__init__(f"there is no text {text_id} in this language")


class UnknownPartner(NotFound):
    """No partner has this slug."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"there is no partner {slug!r}")


class UnknownSource(NotFound):
    """No live blog of this slug is followed."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"there is no source {slug!r}")


class UnknownUser(NotFound):
    """No user who may sign in has this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"there is no user {name!r} who may sign in")


class UnknownToken(NotFound):
    """No token in use has this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"there is no token {name!r} in use")


class NameTaken(SyndicationError):
    """A name that must be unique is in use; ``what`` says of what (``user``, ``token``)."""

    def __init__(self, what: str, name: str) -> None:
        self.what = what
        self.name = name
        super().__init__(f"there is a {what} {name!r} already")


class InvalidName(SyndicationError):
    """A name for ``what`` that is blank or longer than ``limit`` characters."""

    def __init__(self, what: str, name: str, *, limit: int) -> None:
        self.what = what
        self.name = name
        self.limit = limit
        super().__init__(f"the name of a {what} needs 1 to {limit} characters")


class GuidTaken(SyndicationError):
    """A guid that a client gave names something else already."""

    def __init__(self, guid: str) -> None:
        self.guid = guid
        super().__init__(f"the guid {guid!r} is in use")


class SlugTaken(SyndicationError):
    """A live blog of this slug exists and is another one, by its guid."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"the slug {slug!r} belongs to another live blog")


class VersionConflict(SyndicationError):
    """The thing has changed since the caller read it; nothing was changed now."""

    def __init__(self, guid: str, current_version: int) -> None:
        self.guid = guid
        self.current_version = current_version
        super().__init__(f"{guid} is at version {current_version} now")


class EntryKilled(SyndicationError):
    """A killed entry stays killed: partners were told not to use it."""

    def __init__(self, guid: str) -> None:
        self.guid = guid
        super().__init__(f"{guid} was killed and cannot be edited; post a new entry instead")


class BlogKilled(SyndicationError):
    """A killed live blog takes no more changes."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"the live blog {slug!r} was killed and takes no more changes")


class TooLarge(SyndicationError):
    """More than the service takes; ``what`` names the thing measured."""

    def __init__(self, what: str, *, limit: int, found: int) -> None:
        self.what = what
        self.limit = limit
        self.found = found
        super().__init__(f"{what}: {found:,} is more than the limit of {limit:,}")


class LinkUnusable(SyndicationError):
    """A sign-in link that is unknown, used, or too old; it does not say which, since a stranger may be asking."""

    def __init__(self) -> None:
        super().__init__("this sign-in link has been used already or has expired; ask for a new one")


class WrongPassword(SyndicationError):
    """A name and a password that do not belong together; it does not say which is wrong, since a stranger may ask."""

    def __init__(self) -> None:
        super().__init__("the name or the password is wrong")


class SignInThrottled(SyndicationError):
    """Too many sign-ins have failed for this name or from this address; ``retry_after_s`` is when one may try again."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        minutes = -(-retry_after_s // 60)
        wait = "a minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"too many sign-ins have failed; try again in {wait}, or ask for a sign-in link")


class SignInBusy(SyndicationError):
    """So many people sign in at this moment that one more would slow down everybody else."""

    def __init__(self) -> None:
        super().__init__("many people are signing in at this moment; try again in a few seconds")


class PasswordRefused(SyndicationError):
    """A new password that is not taken; ``reason`` completes "the password ..."."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the password {reason}")


class LastAdmin(SyndicationError):
    """The only admin cannot leave or get a lower role: nobody could undo it."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name!r} is the last admin; make somebody else an admin first")


class UnknownRole(SyndicationError):
    """A role that does not exist."""

    def __init__(self, name: str, *, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(f"unknown role {name!r}; known: {', '.join(known)}")


class InvalidLanguages(SyndicationError):
    """Languages of an account or a token that are none; ``reason`` says what is wrong."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"languages: {reason}")


class UnknownLanguage(NotFound):
    """A live blog, or a profile, does not have this language."""

    def __init__(self, what: str, language: str, known: tuple[str, ...]) -> None:
        self.language = language
        self.known = known
        super().__init__(f"there is no {language} of {what}; known: {', '.join(known) or 'none'}")


class UnknownProfile(NotFound):
    """No profile has this name, or several partners have one of it."""

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        self.name = name
        self.candidates = candidates
        super().__init__(f"{name!r} does not name one profile; candidates: {', '.join(candidates) or 'none'}")


class UnknownReadyProfile(NotFound):
    """No profile that is ready to use has this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(f"there is no ready profile {name!r}; there is: {', '.join(known)}")


class WrongFormat(SyndicationError):
    """A profile was asked for in another format than its own."""

    def __init__(self, profile: str, format_name: str) -> None:
        self.profile = profile
        self.format_name = format_name
        super().__init__(f"profile {profile} is in {format_name}; leave --format out or name that")


class NotDelivered(NotFound):
    """A profile does not take this live blog, or not in this language (``None``: in none of the profile's)."""

    def __init__(self, profile: str, slug: str, language: str | None) -> None:
        self.profile = profile
        self.slug = slug
        self.language = language
        super().__init__(f"profile {profile} does not deliver {slug!r}{f' in {language}' if language else ''}")


class UnknownArchive(NotFound):
    """A public feed has no archive document of this number; ``archives`` is how many it has."""

    def __init__(self, slug: str, language: str, number: int, *, archives: int) -> None:
        self.slug = slug
        self.language = language
        self.number = number
        self.archives = archives
        there_is = f"1 to {archives}" if archives else "none yet"
        super().__init__(f"the {language} feed of {slug!r} has no archive document {number}; there is: {there_is}")


class AddressUnusable(SyndicationError):
    """The server cannot listen where the settings say."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host = host
        self.port = port
        self.reason = reason
        super().__init__(f"cannot listen on {host}:{port}: {reason}; set SYNDICATION_PORT to another port")


class SourceBusy(SyndicationError):
    """Somebody else is reading this source at the moment."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"the source {slug!r} is being read at this moment; try again in a minute")


class RequestFailed(SyndicationError):
    """A request that did not get the answer it needs.

    ``status`` is that of the answer, if there was one at all; ``retry_after_s`` how long the other side wishes not to
    be asked again, where it says so.
    """

    def __init__(self, reason: str, *, status: int | None = None, retry_after_s: float | None = None) -> None:
        self.reason = reason
        self.status = status
        self.retry_after_s = retry_after_s
        super().__init__(reason)


class RequestStopped(RequestFailed):
    """A request broken off because this process is to end; nobody is to blame for it."""


class HostRefused(RequestFailed):
    """An address that is not asked: not on the web, or inside a network that nobody has allowed."""


class InvalidEngineOrder(SyndicationError):
    """An order of engines that cannot be; ``field`` says what is wrong with it: source, target or engines."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(reason)


class NoEngine(SyndicationError):
    """No engine makes drafts for a pair of languages here."""

    def __init__(self, source: str, target: str) -> None:
        self.source = source
        self.target = target
        super().__init__(f"no engine is set up here that translates from {source} into {target}")


class UnfittingFile(SyndicationError):
    """A well-formed file of translation work that is not for here: of another live blog, or in another language."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class InvalidModelJob(SyndicationError):
    """Work on translation packages that cannot be wanted; ``field`` says what is wrong with it."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(reason)


class UnknownModelJob(NotFound):
    """No work on packages has this id."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        super().__init__(f"there is no job {job_id} on a package")
