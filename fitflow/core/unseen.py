"""Signs that nobody sees, in what people type and paste.

Marks of direction and width come along with what is copied from a contact, a page or a PDF. Joiners belong to words:
names in Persian and Malayalam are written with them, and faces that are made of several signs.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"
#: What chooses between two forms of a sign.
_VARIANTS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
#: Marks of direction, soft hyphens, widths of nothing, byte order marks, and tags that belong to no flag.
_MARKS = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007f]+)"
    "|[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
#: A joiner belongs to the sign before it, also at the end of a word; a second one and one behind a blank join nothing.
_IDLE_JOINER = re.compile(rf"(?<![^\s{JOINERS}])[{JOINERS}]+")
#: Letters and signs that are drawn as nothing.
_BLANK_SIGNS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_NOT_A_SIGN = frozenset({"Cc", "Cs"})


def without_unseen(text: str, *, keep: str = "") -> str:
    """The text without marks of direction, of width and of a sign's variant."""
    if text.isascii():
        return text
    return "".join(sign for sign in text if sign in keep or not _is_unseen(sign))


def without_marks(text: str) -> str:
    """The text as it is shown: composed, without marks and without joiners that join nothing."""
    shown = _MARKS.sub(lambda found: found[1] or "", unicodedata.normalize("NFC", text))
    return _IDLE_JOINER.sub("", shown)


def can_be_shown(text: str, *, keep: str = "") -> bool:
    """Whether every sign has a form: no control characters, no halves of a sign."""
    return text.isprintable() or all(sign in keep or not _is_no_sign(sign) for sign in text)


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in it."""
    if text.isascii():
        return not any("!" <= sign <= "~" for sign in text)
    return not any(
        unicodedata.category(sign)[0] not in "ZCM" and sign not in _BLANK_SIGNS for sign in without_unseen(text)
    )


def _is_no_sign(sign: str) -> bool:
    point = ord(sign)
    return unicodedata.category(sign) in _NOT_A_SIGN or 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or ord(sign) in _VARIANTS
