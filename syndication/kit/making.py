"""The files of a kit: a document per step and language where it differs from the step before, a manifest, a README."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from feeds.dates import rfc3339
from feeds.item import Site
from feeds.profile import OutputProfile
from feeds.writers import writer_for
from syndication.config import Settings
from syndication.kit.readme import NOBODY, write_readme
from syndication.kit.script import BEGIN, SOURCE_LANGUAGE, Step, live_blog, steps
from syndication.kit.stage import HeldByLanguage, Stage, staged

_TARGET = "vi"
_ZIP_DATE = (2026, 1, 15, 9, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class KitFile:
    """One file of a kit; ``name`` is a bare file name."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of one step: its time, the document that is new in each language, and what each then holds."""

    step: Step
    at: str
    documents: dict[str, str]
    held: HeldByLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A whole kit. The same profile, site and version of this service give the same bytes."""

    files: tuple[KitFile, ...]


def make_kit(profile: OutputProfile, *, partner: str | None, site: Site, settings: Settings) -> Kit:
    """Play the story for a profile and return what the partner would have received.

    The languages are the profile's, or English and Vietnamese where it takes all. The profile's selection of live blogs
    and entries does not count: the kit shows every state. ``partner`` is ``None`` for a profile that no partner has.
    """
    languages = tuple(rule.tag for rule in profile.languages) or (SOURCE_LANGUAGE, _TARGET)
    targets = [tag for tag in languages if tag != SOURCE_LANGUAGE]
    prefix = f"tag:{site.authority},{BEGIN:%Y-%m-%d}:kit/{partner or NOBODY}/{profile.name}"
    files: list[KitFile] = []
    played: list[Played] = []
    with staged(settings, site, partner=partner or NOBODY, languages=targets, now=BEGIN) as stage:
        stage.set_up(profile)
        stage.open_blog(live_blog(prefix))
        last: dict[str, bytes] = {}
        for number, step in enumerate(steps(timedelta(hours=profile.window.withdrawn_shown_h)), 1):
            stage.now += step.after
            step.play(stage, prefix)
            documents = _new_documents(stage, f"{number:02}-{step.name}", languages, last, _ending(profile))
            files += documents.values()
            played.append(
                Played(
                    step=step,
                    at=rfc3339(stage.now),
                    documents={language: file.name for language, file in documents.items()},
                    held={language: stage.held(language) for language in languages},
                )
            )
    manifest = KitFile(name="manifest.json", body=_manifest(profile, played))
    readme = KitFile(name="README.md", body=write_readme(profile, played, partner=partner, site=site).encode())
    return Kit(files=(readme, manifest, *files))


def zipped(kit: Kit, *, folder: str) -> bytes:
    """Return a kit as a ZIP archive with everything under ``folder``; the same kit gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in kit.files:
            info = zipfile.ZipInfo(f"{folder}/{file.name}", date_time=_ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, file.body)
    return buffer.getvalue()


def _ending(profile: OutputProfile) -> str:
    kind = "json" if writer_for(profile).media_type.endswith("json") else "xml"
    return kind if kind == profile.format else f"{profile.format}.{kind}"


def _new_documents(
    stage: Stage, name: str, languages: Sequence[str], last: dict[str, bytes], ending: str
) -> dict[str, KitFile]:
    """Return the documents that differ from the ones before, and remember them in ``last``."""
    found: dict[str, KitFile] = {}
    for language in languages:
        body = stage.document(language)
        if body is not None and body != last.get(language):
            last[language] = body
            found[language] = KitFile(name=f"{name}.{language}.{ending}", body=body)
    return found


def _manifest(profile: OutputProfile, played: Sequence[Played]) -> bytes:
    table = {
        "format": profile.format,
        "profile": profile.name,
        "steps": [
            {
                "step": number,
                "name": one.step.name,
                "at": one.at,
                "happened": one.step.happened,
                "do": one.step.do,
                "documents": one.documents,
                "held": {language: [asdict(held) for held in entries] for language, entries in one.held.items()},
            }
            for number, one in enumerate(played, 1)
        ],
    }
    return json.dumps(table, ensure_ascii=False, indent=2).encode() + b"\n"
