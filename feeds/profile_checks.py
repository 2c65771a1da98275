"""What the settings of an output profile must not say together, though each may be said by itself."""

from collections.abc import Iterator

from feeds.errors import FieldProblem
from feeds.profile import OutputProfile
from feeds.profile_choices import RefusedMedia
from feeds.profile_safety import contradictions


def profile_problems(profile: OutputProfile) -> tuple[FieldProblem, ...]:
    """Return everything that is wrong between settings, each with the path of the one to change."""
    return (*contradictions(profile), *_without_replacement(profile), *_lifts_elsewhere(profile))


def _without_replacement(profile: OutputProfile) -> Iterator[FieldProblem]:
    media = profile.media
    if media.refused is RefusedMedia.REPLACE and media.replacement_url is None:
        yield FieldProblem("media.replacement_url", "needed where refused pictures are replaced")


def _lifts_elsewhere(profile: OutputProfile) -> Iterator[FieldProblem]:
    """Yield lift times of places where the partner does not publish: they would hold nothing back, silently."""
    for number, lift in enumerate(profile.embargo.lifts):
        if lift.territory not in profile.territories:
            path = f"embargo.lifts[{number}].territory"
            yield FieldProblem(path, f"{lift.territory} is not among the territories of this profile")
