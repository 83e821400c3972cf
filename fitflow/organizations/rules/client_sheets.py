"""A list of clients out of another program: which column is what, and what each row says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fitflow.core.errors import Invalid
from fitflow.core.wording import list_words
from fitflow.organizations.models import Client
from fitflow.organizations.rules.client_csv import (
    DELIMITERS,
    MOST_BYTES,
    Record,
    lines_of,
    records_of,
    refused,
    separator_line,
)
from fitflow.organizations.rules.client_fields import BY_NAME, FIELDS
from fitflow.organizations.rules.client_headings import HEADINGS, STATUSES, WHY, fields_of
from fitflow.organizations.rules.clients import folded, read_note, read_status

MOST_ROWS = 5_000
#: Above the headings there may be titles: so many rows are looked at.
_TITLES = 20
#: A letter that was lost when the file was saved.
_LOST = "\ufffd"
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
    #: More cells than headings: something was cut in two.
    spilled: bool = False
    #: What is worth saying of the row although it is taken in.
    remarks: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A list that could be read: each heading with the field it fills ("" = left out), and its rows."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[SheetRow, ...]
    #: What stood above the headings, by row.
    titles: tuple[tuple[int, str], ...] = ()

    @property
    def missing(self) -> list[str]:
        """What no column is known for, though a record cannot be without it."""
        named = {name for _heading, name in self.columns}
        missing = [] if "name" in named or {"first_name", "last_name"} & named else ["Name"]
        return missing + ([] if "email" in named else ["Email"])


@dataclass(frozen=True)
class Meanings:
    """What the words of this list mean here: said once by the person, for all rows."""

    locations: Mapping[str, Any] = field(default_factory=dict)
    #: "" leaves it to the usual status.
    statuses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RowValues:
    """What a row says, in normal form; by field what is wrong with it, and what was left out with a word."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)


def read_text(text: str, assigned: Sequence[str] | None = None, *, is_whole: bool = True) -> Sheet:
    """The rows under a line of headings, whatever separates them and stands above.

    `assigned`: by column the field that a person gave it. `is_whole`: without a name and an address it is refused.
    """
    if len(text) > MOST_BYTES:
        raise refused(_("The list is longer than 1 MB. Split it into several."))
    records, at = _found(lines_of(text))
    sheet = _sheet(records, at, assigned)
    if is_whole and sheet.missing:
        raise refused(_without(sheet.missing))
    if not sheet.rows:
        raise refused(_("There is no row below the headings."))
    if len(sheet.rows) > MOST_ROWS:
        facts = {"count": len(sheet.rows), "most": MOST_ROWS}
        raise refused(_("There are %(count)d rows; at most %(most)d at once.") % facts)
    return sheet


def _without(missing: list[str]) -> str:
    words = _("There is no column %(missing)s. The first line must name the columns, such as Name, Email, Phone.")
    return words % {"missing": list_words(missing)}


def _found(lines: str) -> tuple[list[Record], int]:
    """All rows, and which of them has the headings."""
    begin, separator = separator_line(lines)
    rest, first = lines[begin:], lines[:begin].count("\n") + 1
    if not rest.strip():
        raise refused(_("The file is empty. Its first line names the columns, such as Name, Email, Phone."))
    tried = [(*_headings(rest, sign), sign) for sign in ([separator] if separator else DELIMITERS)]
    _known, _cells, at, delimiter = max(tried, key=lambda found: found[:2])
    return records_of(rest, delimiter, first=first), at


def _headings(lines: str, delimiter: str) -> tuple[int, int, int]:
    """Of the first rows the one that names most columns: how many are known, how many there are, and which it is."""
    best = (0, 0, 0)
    try:
        for at, record in enumerate(records_of(lines, delimiter, most=_TITLES)):
            named = sum(name != "" for name in fields_of(record.cells))
            filled = sum(bool(cell.strip()) for cell in record.cells)
            if (named, filled) > best[:2] and not (best[0] >= 1 and named <= best[0]):
                best = (named, filled, at)
    except Invalid:
        return best  # A quote that belongs to no cell under this separator: said when the rows are read.
    return best


def _sheet(records: Sequence[Record], at: int, assigned: Sequence[str] | None) -> Sheet:
    headings = records[at].cells
    if any("@" in heading for heading in headings):
        at, headings = at - 1, tuple("" for _heading in headings)  # The first client: nobody named the columns.
        if not assigned:
            names = list_words(["Name", "Email"])
            message = _(
                "There is no column %(missing)s. The first line must name the columns, such as Name, Email, Phone."
            )
            raise refused(message % {"missing": names})
    fields = tuple(assigned) if assigned and len(assigned) == len(headings) else fields_of(headings)
    columns = tuple((heading.strip(), name) for heading, name in zip(headings, fields, strict=True))
    above = [record for record in records[: max(at, 0)] if record.says_anything]
    titles = tuple((record.number, " ".join(record.cells).strip()) for record in above)
    below = (record for record in records[at + 1 :] if record.says_anything)
    return Sheet(columns, tuple(_row(record, columns) for record in below), titles)


def _row(record: Record, columns: Sequence[tuple[str, str]]) -> SheetRow:
    cells: dict[str, str] = {}
    remarks = []
    for (heading, name), cell in zip(columns, record.cells, strict=False):
        if not name or not cell.strip():
            continue
        text = f"{heading}: {cell.strip()}" if name == "notes" and _is_other(heading) else cell
        if name not in cells:
            cells[name] = text
        elif name == "notes":
            cells[name] = f"{cells[name]}\n{text.strip()}"
        else:
            facts = {"heading": heading, "value": cell.strip()[:60]}
            remarks.append(_("%(heading)s is left out, another one comes first: %(value)s") % facts)
    if len(record.cells) < len(columns):
        counts = {"cells": len(record.cells), "columns": len(columns)}
        words = _("There are %(cells)d cells under %(columns)d headings. The last ones are taken as empty.")
        remarks.append(words % counts)
    is_torn = _swallowed(record.cells, columns) or any(cell.strip() for cell in record.cells[len(columns) :])
    return SheetRow(record.number, cells, is_torn, tuple(remarks), record.cells)


def _is_other(heading: str) -> bool:
    """A column that a person assigned to the notes: its heading says what it was."""
    return fields_of((heading,)) != ("notes",)


def _swallowed(cells: Sequence[str], columns: Sequence[tuple[str, str]]) -> bool:
    """Whether a line within a cell looks like a row of its own: a quote before it was not closed where it should."""
    inner = [line for cell in cells if "\n" in cell for line in cell.split("\n")[1:]]
    return any(line.count(sign) >= len(columns) - 1 >= 1 and "@" in line for line in inner for sign in DELIMITERS)


def rows_of(objects: Iterable[Mapping[str, object]]) -> tuple[SheetRow, ...]:
    """Rows that come as objects (through the API), counted from 1."""
    return tuple(
        SheetRow(number, {name: "" if value is None else str(value) for name, value in row.items()})
        for number, row in enumerate(objects, 1)
    )


def unknown_words(rows: Iterable[SheetRow], name: str, known: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The words of a column that mean nothing here, as they are written, and in how many rows."""
    found: dict[str, tuple[str, int]] = {}
    for row in rows:
        text = row.cells.get(name, "").strip()
        if text and folded(text) not in known:
            word, count = found.get(folded(text), (text, 0))
            found[folded(text)] = (word, count + 1)
    return list(found.values())


KNOWN_STATUSES: Mapping[str, str] = {**STATUSES, **{status: status for status in Client.Status.values}}


def read_row(row: SheetRow, meanings: Meanings, country: str) -> RowValues:
    """Every cell in its normal form. `meanings` gives what locations and statuses are by their folded names."""
    cells = {name: text.strip() for name, text in row.cells.items() if text.strip()}
    parts = [cells.pop("first_name", ""), cells.pop("last_name", "")]
    if "name" not in cells:
        cells["name"] = " ".join(part for part in parts if part)
    cells.setdefault("email", "")
    found = RowValues(row.number, left_out={"row": [*row.remarks]} if row.remarks else {})
    for name, text in cells.items():
        try:
            found.values.update(_read_cell(name, text, meanings, country))
        except Invalid as refusal:
            said = [_shown(message, text) for messages in refusal.errors.values() for message in messages]
            (found.left_out if name == "phone" else found.errors)[name] = said
    if row.spilled:
        found.errors["row"] = [_spilled_words(row)]
    return found


def _spilled_words(row: SheetRow) -> str:
    if any("\n" in cell and "@" in cell for cell in row.raw):
        return _("A cell of this row has another row in it. Close the quote where the cell ends.")
    return _("There are more cells than headings. Put text with a separator in it in quotes.")


def _shown(message: str, text: str) -> str:
    """What is wrong, and with what."""
    return f"{message} “{text[:60]}”" if text else message


def _read_cell(name: str, text: str, meanings: Meanings, country: str) -> dict[str, Any]:
    if _LOST in text:
        raise Invalid.field(name, _("A letter was lost when the file was saved. Save it anew as “CSV UTF-8”."))
    if name == "location":
        if folded(text) not in meanings.locations:
            raise Invalid.field(name, _("No location has this name. Say which one is meant, or leave it empty."))
        found = meanings.locations[folded(text)]
        return {"location_id": found} if found else {}
    if name == "notes":
        return {"notes": read_note(text)}
    if name == "status":
        status = meanings.statuses.get(folded(text), STATUSES.get(folded(text), text))
        return {"status": read_status(status)} if status else {}
    if name not in HEADINGS:
        names = ", ".join(HEADINGS)
        raise Invalid.field(name, _("A list has no such column. There are: %(names)s.") % {"names": names})
    return {name: BY_NAME[name].read(text, country)}


def wrong_rows(sheet: Sheet, why: Mapping[int, str]) -> Iterator[tuple[str, ...]]:
    """The rows that were not taken in, as they were written, with a column that says why."""
    kept = [at for at, (heading, _name) in enumerate(sheet.columns) if heading != WHY]
    yield (*(sheet.columns[at][0] for at in kept), WHY)
    for row in sheet.rows:
        if row.number in why:
            cells = [row.raw[at] if at < len(row.raw) else "" for at in kept]
            yield (*cells, why[row.number], *row.raw[len(sheet.columns) :])
