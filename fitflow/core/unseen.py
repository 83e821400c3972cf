"""Signs that nobody sees, in what people type and paste.

Marks of direction and width come along with what is copied from a contact, a page or a PDF. Joiners belong to words:
names in Persian and Malayalam are written with them, and faces that are made of several signs.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"
_VARIANTS = range(0xFE00, 0xFE10)
_JOINER_OF_A_WORD = re.compile(rf"(?<=[^\s{JOINERS}])[{JOINERS}]")


def without_unseen(text: str, *, keep: str = "") -> str:
    """The text without marks of direction, of width and of a sign's variant."""
    return "".join(sign for sign in text if sign in keep or not _is_unseen(sign))


def is_line(text: str) -> bool:
    """Whether all of it can be seen, in one line. A joiner behind a sign is part of that."""
    return _JOINER_OF_A_WORD.sub("", text).isprintable()


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or ord(sign) in _VARIANTS
