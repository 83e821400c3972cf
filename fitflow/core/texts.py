"""Names, lines and longer texts: the one reader of what people write, for accounts, records, pages, API and lists.

Stored is what is shown: composed letters, without marks of direction and width; joiners inside of words stay.
"""

import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fitflow.core.bounds import LONGEST_NAME
from fitflow.core.errors import Invalid
from fitflow.core.unseen import can_be_shown, is_blank, without_marks, without_unseen

#: Signs without a form of their own that divide lines and columns.
_DIVIDERS = "\n\t"


class NotALine(ValueError):
    """The text has signs that cannot be shown."""


def read_line(text: str) -> str:
    """One line as it is shown, no blanks around it. Raises NotALine."""
    line = " ".join(without_marks(" ".join(text.split())).split())
    if not can_be_shown(line):
        raise NotALine(text)
    return line


def read_name(value: str, *, field: str = "name", longest: int = LONGEST_NAME) -> str:
    """A name: one line in which there is something to see."""
    try:
        name = read_line(value)
    except NotALine:
        name = ""
    if is_blank(name) or len(name) > longest:
        message = _("Write a name of one line, with 1 to %(count)d characters.") % {"count": longest}
        raise Invalid.field(field, message)
    return name


def read_note(value: str, *, field: str, longest: int) -> str:
    """A line that may stay empty: an address, a reason, a note."""
    try:
        line = read_line(value)
    except NotALine as error:
        raise Invalid.field(field, _("Remove the characters that cannot be shown.")) from error
    return _bounded(line, field, longest)


def read_text(value: str, *, field: str, longest: int) -> str:
    """A text of several lines that may stay empty."""
    text = without_marks(value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not can_be_shown(text, keep=_DIVIDERS):
        raise Invalid.field(field, _("Remove the characters that cannot be shown."))
    return _bounded(text, field, longest)


def read_code(text: str) -> str:
    """A code as it was given out: digits of any script as ours, without gaps and dashes."""
    plain = without_unseen(unicodedata.normalize("NFKC", text))
    signs = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)
    return "".join(sign for sign in signs if not sign.isspace() and unicodedata.category(sign) != "Pd")


def _bounded(text: str, field: str, longest: int) -> str:
    if len(text) > longest:
        message = ngettext("Use at most %(count)d character.", "Use at most %(count)d characters.", longest)
        raise Invalid.field(field, message % {"count": longest})
    return text
