"""Output profiles that are ready to use, one for each kind of receiver that many partners have."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from feeds.codec import decode_profile
from feeds.profile import OutputProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyProfile:
    """A profile under its own name; ``made_for`` and ``gives_up`` are sentences for people."""

    profile: OutputProfile
    made_for: str
    gives_up: str


@cache
def ready_profiles() -> Mapping[str, ReadyProfile]:
    """Return all of them by name, in the order of ``ready_profiles.toml``."""
    tables = tomllib.loads(files("feeds").joinpath("ready_profiles.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: ReadyProfile(
                profile=decode_profile({"name": name, **table["profile"]}),
                made_for=table["for"],
                gives_up=table["gives_up"],
            )
            for name, table in tables.items()
        }
    )
