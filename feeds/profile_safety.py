"""What keeps a feed whole in receivers that lose what they do not know: the switches behind ``safe_for``.

A switch sets what a profile leaves at its default, so that the profile says itself what it does. What is chosen
otherwise stays, and :func:`contradictions` tells of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from feeds.errors import FieldProblem
from feeds.profile_choices import EmbedMode, HtmlSubset, MediaMode, SafeFor

if TYPE_CHECKING:
    from feeds.profile import OutputProfile

_LONGEST_TITLE: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """What a receiver bears."""

    formats: tuple[str, ...]
    html: HtmlSubset
    media: tuple[MediaMode, ...]
    embeds: tuple[EmbedMode, ...]


_LIMITS: Final = {
    # It keeps the text of each direct child of the body, so that every word must be in one; pictures are items there.
    SafeFor.SUPERDESK: _Limits(
        formats=("newsmlg2",), html=HtmlSubset.PLAIN, media=tuple(MediaMode), embeds=tuple(EmbedMode)
    ),
    # Import plug-ins strip players, figures and quotations with foreign content.
    SafeFor.WORDPRESS: _Limits(
        formats=("rss", "atom"),
        html=HtmlSubset.BASIC,
        media=(MediaMode.LINK, MediaMode.NONE),
        embeds=(EmbedMode.LINK, EmbedMode.NONE),
    ),
}


def apply_safety(profile: "OutputProfile") -> None:
    """Set what a profile that is being made leaves at its default to what its receiver bears."""
    limits = _LIMITS.get(profile.safe_for)
    if limits is None:
        return
    media, titles = profile.media, profile.titles
    if profile.html is HtmlSubset.FULL:
        object.__setattr__(profile, "html", limits.html)
    if media.mode is MediaMode.INLINE and MediaMode.INLINE not in limits.media:
        object.__setattr__(profile, "media", replace(media, mode=limits.media[0]))
    if profile.embeds is EmbedMode.INLINE and EmbedMode.INLINE not in limits.embeds:
        object.__setattr__(profile, "embeds", limits.embeds[0])
    if titles.max_characters is None:
        object.__setattr__(profile, "titles", replace(titles, max_characters=_LONGEST_TITLE))


def contradictions(profile: "OutputProfile") -> Iterator[FieldProblem]:
    """Yield the settings that the receiver does not bear."""
    limits = _LIMITS.get(profile.safe_for)
    if limits is None:
        return
    if profile.format not in limits.formats:
        yield _contradiction("format", profile, " or ".join(limits.formats))
    # Fewer marks than it bears are as safe.
    if profile.html not in {limits.html, HtmlSubset.PLAIN}:
        yield _contradiction("html", profile, limits.html.value)


def _contradiction(path: str, profile: "OutputProfile", needed: str) -> FieldProblem:
    return FieldProblem(path, f"safe_for = {profile.safe_for} needs {needed}, not {getattr(profile, path)}")
