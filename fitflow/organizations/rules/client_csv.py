"""The letters and cells of a file of a spreadsheet program. What is damaged is named, and never guessed around."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fitflow.core.errors import Invalid

MOST_BYTES = 1_000_000
DELIMITERS = ",;\t|"
UNICODE = "utf-8"
#: How programs write letters that are not Unicode: where, and which of them.
ENCODINGS: Mapping[str, str | Promise] = {
    "cp1252": gettext_lazy("Windows, Western Europe"),
    "mac_roman": gettext_lazy("Mac, Western Europe"),
    "cp1250": gettext_lazy("Windows, Central Europe"),
    "mac_latin2": gettext_lazy("Mac, Central Europe"),
    "cp1254": gettext_lazy("Windows, Turkish"),
    "cp1257": gettext_lazy("Windows, Baltic"),
    "cp1251": gettext_lazy("Windows, Cyrillic"),
    "cp1253": gettext_lazy("Windows, Greek"),
    "cp1255": gettext_lazy("Windows, Hebrew"),
    "cp1256": gettext_lazy("Windows, Arabic"),
    "cp850": gettext_lazy("DOS, Western Europe"),
    "cp852": gettext_lazy("DOS, Central Europe"),
    "cp437": gettext_lazy("DOS, America"),
    "shift_jis": gettext_lazy("Japanese"),
    "gb18030": gettext_lazy("Chinese"),
    "euc_kr": gettext_lazy("Korean"),
}
_SAMPLE = 3
_WORD = re.compile(r"[^,;\t|\"\r\n]+")
_SEPARATOR_LINE = re.compile(r'\s*"?sep=([^\n])"?[,;\t| ]*\n', re.IGNORECASE)
#: A wide file without its mark: every other byte of plain letters is nothing.
_WIDE = re.compile(rb"(?:[^\x00]\x00){8}"), re.compile(rb"(?:\x00[^\x00]){8}")


class EncodingAsked(Exception):
    """The letters can be read in several ways; `candidates` shows the same names in each."""

    def __init__(self, candidates: Sequence["Candidate"]) -> None:
        super().__init__()
        self.candidates = candidates


@dataclass(frozen=True)
class Candidate:
    """One way to read a file, and what its first names with accents would be."""

    encoding: str
    label: str
    sample: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """One row of cells, under the number that a spreadsheet shows."""

    number: int
    cells: tuple[str, ...]

    @property
    def says_anything(self) -> bool:
        return any(cell.strip() for cell in self.cells)


def text_of(data: bytes, encoding: str = "") -> str:
    """What stands in a file. Raises EncodingAsked where it is not Unicode and nobody has said what it is."""
    if len(data) > MOST_BYTES:
        raise refused(_("The file is larger than 1 MB. Split it into several."))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refused(_("This is a workbook. Save it as CSV (comma separated) and send that file."))
    if encoding:
        return _decoded(data, encoding)
    for unicode in _unicodes(data):
        try:
            return _whole(data.decode(unicode))
        except UnicodeDecodeError:
            continue
    candidates = tuple(_candidates(data))
    if not candidates:
        raise refused(_("The letters cannot be read. Save the file as “CSV UTF-8”."))
    raise EncodingAsked(candidates)


def _unicodes(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    little, big = (bool(wide.match(data)) for wide in _WIDE)
    if little or big:
        return ("utf-16-le" if little else "utf-16-be",)
    return ("utf-8-sig",)


def _decoded(data: bytes, encoding: str) -> str:
    if encoding not in ENCODINGS:
        raise refused(_("Choose one of the ways to read the letters."))
    try:
        return _whole(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise refused(_("The letters cannot be read so. Choose another way.")) from error


def _whole(text: str) -> str:
    if "\x00" in text:
        raise refused(_("There are signs in the file that are no text. Save it as “CSV UTF-8” once more."))
    return text.removeprefix("\ufeff")


def _candidates(data: bytes) -> Iterator[Candidate]:
    """Each way in which the file gives letters, once for each outcome."""
    seen: set[tuple[str, ...]] = set()
    for encoding, label in ENCODINGS.items():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        words = (word.strip() for word in _WORD.findall(text))
        accented = [word[:60] for word in dict.fromkeys(words) if not word.isascii()]
        sample = tuple(accented[:_SAMPLE])
        if sample and sample not in seen and not any(_is_control(sign) for sign in text):
            seen.add(sample)
            yield Candidate(encoding, str(label), sample)


def _is_control(sign: str) -> bool:
    return sign not in "\r\n\t" and unicodedata.category(sign) in {"Cc", "Cn", "Co"}


def lines_of(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def separator_line(lines: str) -> tuple[int, str]:
    """Where the rows begin behind a line such as `sep=;`, and the separator; 0 and "" without one."""
    found = _SEPARATOR_LINE.match(lines)
    return (found.end(), found[1]) if found else (0, "")


def records_of(lines: str, delimiter: str, *, most: int | None = None, first: int = 1) -> list[Record]:
    """Every row under a separator. A quote that opens and never closes, or stands where none belongs, is refused."""
    return [*islice(_records(lines, delimiter, first), most)]


def _records(lines: str, delimiter: str, first: int) -> Iterator[Record]:
    sign = re.escape(delimiter)
    blank = "[ ]*+" if delimiter != " " else ""
    quoted = re.compile(rf'{blank}"((?:[^"]++|"")*+)"{blank}(?={sign}|\n|\Z)')
    plain = re.compile(rf'[^{sign}"\n]*+(?={sign}|\n|\Z)')
    at, number, cells = 0, first, list[str]()
    while at <= len(lines):
        found = plain.match(lines, at)
        if found is None:
            found = quoted.match(lines, at)
            if found is None:
                raise refused(_misquoted(lines[at:], number, len(cells) + 1))
            cells.append(found[1].replace('""', '"'))
        else:
            cells.append(found[0].lstrip(" "))
        at = found.end() + 1
        if at > len(lines) or lines[at - 1] == "\n":
            yield Record(number, tuple(cells))
            number, cells = number + 1, []


def _misquoted(rest: str, number: int, column: int) -> str:
    """What is wrong with the quotes of a cell that begins here."""
    facts = {"row": number, "column": column, "text": rest.lstrip(" ")[:40].split("\n")[0]}
    if rest.lstrip(" ").startswith('"') and not re.match(r'[ ]*+"(?:[^"]++|"")*+"', rest):
        return _("Row %(row)d, column %(column)d: a quote is opened and never closed: %(text)s") % facts
    words = _("Row %(row)d, column %(column)d: a quote stands where none belongs: %(text)s")
    return f"{words % facts} {_('Put the whole cell in quotes, and write a quote in it twice.')}"


def refused(message: str) -> Invalid:
    return Invalid.field("file", message)
