"""The conformance kit: sample documents for a partner's profile, one per change of state, to test an ingest with.

``script`` is the story that is told, ``stage`` the installation it is played on (the real service on a temporary
database), ``readme`` says to the partner's engineer what to do, ``making`` puts the files together.
"""

from syndication.kit.making import Kit, KitFile, make_kit, zipped
from syndication.kit.readme import NOBODY

__all__ = ["NOBODY", "Kit", "KitFile", "make_kit", "zipped"]
