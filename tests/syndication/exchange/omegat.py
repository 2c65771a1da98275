"""OmegaT as a function: a project with a source file in, the translated file and the project's memories out.

OmegaT's console mode translates what its memories know. The translator is played by a memory: first OmegaT itself says
what it sees of the file, sentence by sentence in its own notation, then these are translated and given back to it.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from tests.conftest import require

_PATIENCE_S = 120
_FOLDERS = ("source", "target", "omegat", "tm/enforce", "glossary", "dictionary")
_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>en</source_lang><target_lang>vi</target_lang>
<source_tok>org.omegat.tokenizer.DefaultTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.DefaultTokenizer</target_tok>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""


@dataclass(frozen=True)
class Translated:
    """What a project has made."""

    seen: tuple[str, ...]
    """The sentences as OmegaT shows them to a translator."""
    document: bytes
    memory: bytes
    """``PROJECT-omegat.tmx``, with the codes in OmegaT's notation."""
    level_2: bytes
    """``PROJECT-level2.tmx``, with the codes as TMX has them."""


def translate(
    document: bytes, folder: Path, translator: Callable[[str], str | None], *, language: str = "vi"
) -> Translated:
    """Take a file through OmegaT; ``translator`` is given what a person would see, and returns what
    they would type, ``None`` where they leave it."""
    require(shutil.which("omegat") is not None, "the translation tool OmegaT")
    project = folder / "desk"
    for name in _FOLDERS:
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(_PROJECT, encoding="utf-8")
    (project / "source" / "work.xlf").write_bytes(document)
    memory = folder / "seen.tmx"
    _omegat(folder, project, "console-createpseudotranslatetmx", f"--pseudotranslatetmx={memory}")
    tree = etree.parse(memory, etree.XMLParser(load_dtd=False, no_network=True))
    sources = [unit[0].findtext("seg") or "" for unit in tree.iter("tu")]
    for unit in list(tree.iter("tu")):
        written, target = translator(unit[0].findtext("seg") or ""), unit[1].find("seg")
        if written is None:
            unit.getparent().remove(unit)
        elif target is not None:
            target.text = written
    tree.write(project / "tm" / "enforce" / "translator.tmx", encoding="UTF-8", xml_declaration=True)
    _omegat(folder, project, "console-translate")
    return Translated(
        seen=tuple(sources),
        document=(project / "target" / "work.xlf").read_bytes(),
        memory=(project / "desk-omegat.tmx").read_bytes(),
        level_2=(project / "desk-level2.tmx").read_bytes(),
    )


def _omegat(folder: Path, project: Path, mode: str, *options: str) -> None:
    command = ["omegat", str(project), f"--mode={mode}", f"--config-dir={folder / 'settings'}", *options]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=_PATIENCE_S,
        env={"HOME": str(folder), "PATH": os.environ["PATH"]},
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
