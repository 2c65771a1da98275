"""Which characters nobody sees and nobody wants; and those that nobody sees and that are needed."""

import re
import unicodedata

# Format characters, fillers, controls. White space is not among them, nor the selectors that make signs emoji.
INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e007f"
)
_ZWNJ, _ZWJ, _ZWSP, _SELECTOR = "\u200c", "\u200d", "\u200b", "\ufe0f"
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
_FLAG = "\U0001f3f4"
# Scripts whose letters join, and those that show with an invisible blank where a word ends.
_JOINING = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1780-\u17ff\u1000-\u109f\u1800-\u18af\ufb50-\ufdff\ufe70-\ufeff]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def is_needed(text: str, place: int) -> bool:
    """Say whether an invisible character does something where it stands: in emoji, or in a script that wants it."""
    character, before, after = text[place], text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    if character == _ZWJ and _is_emoji(before) and _is_emoji(after):
        return True
    if character in {_ZWJ, _ZWNJ}:
        return bool(_JOINING.match(before))
    if character == _ZWSP:
        return bool(_UNSPACED.match(before) or _UNSPACED.match(after))
    if character in _DIRECTION:
        return any(other.isalpha() and unicodedata.bidirectional(other) in _RIGHT_TO_LEFT for other in text)
    if "\U000e0020" <= character <= "\U000e007f":
        # The flag of Scotland is a black flag and its letters, which nobody sees.
        return before == _FLAG or "\U000e0020" <= before <= "\U000e007e"
    return False


def _is_emoji(character: str) -> bool:
    return bool(character) and (
        character == _SELECTOR or bool(_SKIN.match(character)) or unicodedata.category(character) == "So"
    )
