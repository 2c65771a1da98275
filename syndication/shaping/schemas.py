"""Where an installation keeps published schemas, if anybody has put them there: the folder ``schemas`` of its data."""

from pathlib import Path

from syndication.config import Settings


def schema_folder(settings: Settings) -> Path | None:
    """Return the folder, or ``None`` where there is none."""
    folder = settings.data_dir / "schemas"
    return folder if folder.is_dir() else None
