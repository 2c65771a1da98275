"""What engines and their packages can fail with; one tree below :exc:`translations.errors.TranslationError`."""

from translations.errors import TranslationError


class EngineError(TranslationError):
    """The engine itself cannot work (a model does not load, every sentence failed); trying another sentence is useless.

    ``package`` names the installed package, as :class:`translations.engines.engine.EngineInfo` does.
    """

    def __init__(self, *, package: str, reason: str) -> None:
        self.package = package
        self.reason = reason
        super().__init__(f"the engine of {package} cannot translate: {reason}")


class EngineAway(EngineError):
    """The engine cannot be asked for now: a server that is down, or wants to be left alone for ``retry_after_s``."""

    def __init__(self, *, package: str, reason: str, retry_after_s: float) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(package=package, reason=reason)


class PairNotServed(EngineError):
    """The engine works, but not for this pair of languages: the same as if there were none."""

    def __init__(self, *, package: str, source: str, target: str) -> None:
        self.source = source
        self.target = target
        super().__init__(package=package, reason=f"it does not translate from {source} into {target}")


class RequestRefused(EngineError):
    """A server that does not take these texts; fewer, shorter or others it may."""


class PackageError(TranslationError):
    """The root of everything that goes wrong while packages are found, fetched, installed or removed."""


class InvalidPairError(PackageError):
    """A text that does not name two languages, such as ``en-ko``."""

    def __init__(self, *, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} does not name a language pair; write it as en-ko, or as en:zh-Hant")


class InvalidPackageError(PackageError):
    """An archive that is refused: unsafe, broken, for another pair, or holding a model that does not work."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the package was not installed: {reason}")


class UnconvertibleError(PackageError):
    """A published model that cannot be made into a package: unsafe, incomplete, or of a kind that is not known."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the model was not converted: {reason}")


class HashMismatchError(PackageError):
    """Bytes that are not the expected ones. Nothing was installed. Both hashes are hexadecimal SHA-256."""

    def __init__(self, *, expected: str, actual: str) -> None:
        self.expected = expected
        self.actual = actual
        super().__init__(f"the package was not installed: its sha256 is {actual}, expected {expected}")


class DownloadError(PackageError):
    """An address that gave no usable answer."""

    def __init__(self, *, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"cannot download {url}: {reason}")


class PackageUnavailableError(PackageError):
    """No known place has a usable package for this pair; ``attempts`` says, in order, what each place answered."""

    def __init__(self, *, pair: str, attempts: tuple[str, ...]) -> None:
        self.pair = pair
        self.attempts = attempts
        tried = "; ".join(attempts)
        super().__init__(f"no package for {pair} can be had: {tried}. A package can also be installed from a file")


class PackageNotFoundError(PackageError):
    """No installed package has this pair or folder name."""

    def __init__(self, *, name: str) -> None:
        self.name = name
        super().__init__(f"no installed package is called {name!r}")


class PackageStoreError(PackageError):
    """The packages folder, or a file handed in, cannot be read or written (permissions, a full disk)."""

    def __init__(self, *, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"cannot use {path}: {reason}")
