"""A list of clients out of another program: which column is what, and what each row says."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import Any

from django.utils.translation import gettext as _

from fitflow.core.errors import Invalid
from fitflow.core.wording import list_words
from fitflow.organizations.rules.client_fields import BY_NAME, FIELDS
from fitflow.organizations.rules.clients import folded, read_note, read_status

MOST_BYTES = 1_000_000
MOST_ROWS = 5_000
_DELIMITERS = ",;\t|"

#: Columns that are no field of the record: two make a name, one becomes a note.
_OTHER_HEADERS: Mapping[str, tuple[str, ...]] = {
    "first_name": ("first name", "firstname", "given name", "forename"),
    "last_name": ("last name", "lastname", "surname", "family name"),
    "notes": ("notes", "note", "comment", "comments"),
}
#: How programs head their columns, folded.
HEADERS: Mapping[str, tuple[str, ...]] = {
    **{field.relation: field.headings for field in FIELDS if field.headings},
    **_OTHER_HEADERS,
}
_FIELDS = {header: name for name, headers in HEADERS.items() for header in headers}
#: Words of other programs for our four.
STATUSES: Mapping[str, str] = {
    "lead": "lead", "prospect": "lead", "trial": "lead",
    "active": "active", "current": "active", "member": "active",
    "inactive": "inactive", "paused": "inactive", "frozen": "inactive", "on hold": "inactive",
    "churned": "churned", "cancelled": "churned", "canceled": "churned", "former": "churned", "left": "churned",
}  # fmt: skip
_EXAMPLES = {field.headings[0].capitalize(): field.example for field in FIELDS if field.example}
EXAMPLE = (
    (*_EXAMPLES, "Notes"),
    (*(first for first, _second in _EXAMPLES.values()), ""),
    (*(second for _first, second in _EXAMPLES.values()), "Asked about evening classes"),
)


@dataclass(frozen=True)
class SheetRow:
    """One row as it was written: its number as a spreadsheet shows it, and its cells by the field they fill."""

    number: int
    cells: Mapping[str, str]
    spilled: bool = False


@dataclass(frozen=True)
class Sheet:
    """A list that could be read: each heading with the field it fills ("" = left out), and its rows."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class RowValues:
    """What a row says, in normal form, or by field what is wrong with it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


def text_of(data: bytes) -> str:
    """What stands in a file of a spreadsheet program."""
    if len(data) > MOST_BYTES:
        raise _refused(_("The file is larger than 1 MB. Split it into several."))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _refused(_("This is a workbook. Save it as CSV (comma separated) and send that file."))
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(_("The letters cannot be read. Save the file as “CSV UTF-8”."))


def read_text(text: str) -> Sheet:
    """The rows under a line of headings, whatever separates them."""
    if len(text) > MOST_BYTES:
        raise _refused(_("The list is longer than 1 MB. Split it into several."))
    records = list(dropwhile(lambda record: not _says_anything(record[1]), enumerate(_records(text), 1)))
    if not records:
        raise _refused(_("The file is empty. Its first line names the columns, such as Name, Email, Phone."))
    columns = _columns(records[0][1])
    rows = tuple(_row(number, cells, columns) for number, cells in records[1:] if _says_anything(cells))
    if not rows:
        raise _refused(_("There is no row below the headings."))
    if len(rows) > MOST_ROWS:
        raise _refused(
            _("There are %(count)d rows; at most %(most)d at once.") % {"count": len(rows), "most": MOST_ROWS}
        )
    return Sheet(columns, rows)


def rows_of(objects: Iterable[Mapping[str, object]]) -> tuple[SheetRow, ...]:
    """Rows that come as objects (through the API), counted from 1."""
    return tuple(
        SheetRow(number, {name: "" if value is None else str(value) for name, value in row.items()})
        for number, row in enumerate(objects, 1)
    )


def read_row(row: SheetRow, locations: Mapping[str, Any], country: str) -> RowValues:
    """Every cell in its normal form. `locations` gives the id of each location by its folded name."""
    cells = {name: text.strip() for name, text in row.cells.items() if text.strip()}
    parts = [cells.pop("first_name", ""), cells.pop("last_name", "")]
    if "name" not in cells:
        cells["name"] = " ".join(part for part in parts if part)
    cells.setdefault("email", "")
    found = RowValues(row.number)
    for name, text in cells.items():
        try:
            found.values.update(_read_cell(name, text, locations, country))
        except Invalid as refusal:
            found.errors[name] = [message for messages in refusal.errors.values() for message in messages]
    if row.spilled:
        found.errors["row"] = [_("There are more cells than headings. Put text with a separator in it in quotes.")]
    return found


def _read_cell(name: str, text: str, locations: Mapping[str, Any], country: str) -> dict[str, Any]:
    if name == "location":
        if folded(text) not in locations:
            message = _("No location has this name. Leave it empty, or add the location first.")
            raise Invalid.field(name, message)
        return {"location_id": locations[folded(text)]}
    if name == "notes":
        return {"notes": read_note(text)}
    if name == "status":
        return {"status": read_status(STATUSES.get(folded(text), text))}
    if name not in HEADERS:
        raise Invalid.field(name, _("A list has no such column. There are: %(names)s.") % {"names": ", ".join(HEADERS)})
    return {name: BY_NAME[name].read(text, country)}


def _records(text: str) -> list[list[str]]:
    """The cells of each line, under the separator by which the first line names most columns that are known."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removeprefix("\ufeff")
    first = next((line for line in lines.split("\n") if line.strip()), "")

    def known(delimiter: str) -> tuple[int, int]:
        headings = [heading for record in _parsed(first, delimiter) for heading in record]
        return sum(_field(heading) != "" for heading in headings), len(headings)

    return _parsed(lines, max(_DELIMITERS, key=known))


def _parsed(lines: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(lines), delimiter=delimiter, skipinitialspace=True))
    except csv.Error as error:
        raise _refused(_("The file cannot be read as CSV: %(why)s.") % {"why": error}) from error


def _says_anything(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _field(heading: str) -> str:
    return _FIELDS.get(" ".join(re.sub(r"[^\w]|_", " ", folded(heading)).split()), "")


def _columns(headings: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Each heading with the field it fills; the first of two columns for one field counts."""
    columns: list[tuple[str, str]] = []
    for heading in headings:
        name = _field(heading)
        taken = {field for _heading, field in columns}
        columns.append((heading.strip(), "" if name in taken else name))
    named = {field for _heading, field in columns}
    missing = [] if "name" in named or "first_name" in named else ["Name"]
    missing += [] if "email" in named else ["Email"]
    if missing:
        message = _("There is no column %(missing)s. The first line must name the columns, such as Name, Email, Phone.")
        raise _refused(message % {"missing": list_words(missing)})
    return tuple(columns)


def _row(number: int, cells: Sequence[str], columns: Sequence[tuple[str, str]]) -> SheetRow:
    by_field = {name: cell for (_heading, name), cell in zip(columns, cells, strict=False) if name}
    return SheetRow(number, by_field, spilled=_says_anything(cells[len(columns) :]))


def _refused(message: str) -> Invalid:
    return Invalid.field("file", message)
