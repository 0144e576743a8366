"""Every tab of a spreadsheet as it stands: cells as text, merged ranges, formulas.

For sheets that people laid out for themselves. What a list may not have is only found here; whoever
reads the tab says what of it matters.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass

from defusedxml.ElementTree import fromstring
from django.conf import settings
from python_calamine import CalamineWorkbook, SheetTypeEnum

from fairmark.exchange.reading import (
    MOST_CELL,
    Unreadable,
    cell_text,
    decoded,
    refuse_bombs,
    refuse_far_cells,
    refuse_large,
)
from fairmark.exchange.rules import letter

#: The most tabs of a workbook and the most columns of a tab. (Technical limits.)
MOST_TABS, MOST_ACROSS = 60, 1000
#: How many lines tell what separates the cells of a CSV. (A technical limit.)
_TELLING = 50
_SMALLER = "Save the tabs with results alone."


@dataclass(frozen=True)
class Grid:
    """A tab: its name, its cells from A1 on, merged ranges as first and last row and column from 0,
    and the places of formulas.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()


def read_grids(content: bytes) -> list[Grid]:
    """The tabs of an XLSX, or the one table of a CSV. Raises Unreadable."""
    refuse_large(len(content), _SMALLER)
    if not content.strip():
        raise Unreadable("The file is empty. Save the sheet again.")
    if content[:4] == b"PK\x03\x04":
        grids = _tabs(content)
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(
            "This is an old or protected Excel file. Save it as .xlsx without a password, or as CSV."
        )
    elif content[:5] == b"%PDF-" or b"<html" in content[:500].lower():
        raise Unreadable("This is not a sheet. Save the tracking sheet as XLSX or CSV.")
    else:
        grids = [_csv(content)]
    if not any(cell.strip() for grid in grids for row in grid.rows for cell in row):
        raise Unreadable("The file holds no cells. Save the sheet again.")
    for grid in grids:
        _refuse_long_cells(grid)
    return grids


def _csv(content: bytes) -> Grid:
    text, _ = decoded(content)
    start = text.splitlines()[:_TELLING]
    delimiter = max(",;\t", key=lambda sign: sum(line.count(sign) for line in start))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = tuple(tuple(cells) for cells in reader)
    except csv.Error as error:
        raise Unreadable(
            f"Line {reader.line_num} is not well-formed CSV ({error}). "
            "Open the file in a spreadsheet and save it as CSV UTF-8 again."
        ) from None
    if len(rows) > settings.FAIRMARK_MOST_ROWS:
        raise Unreadable(
            f"The sheet has {len(rows):,} rows; at most {settings.FAIRMARK_MOST_ROWS:,} are read. "
            "Split the file."
        )
    if (wide := max(map(len, rows), default=0)) > MOST_ACROSS:
        raise Unreadable(
            f"The sheet has {wide:,} columns; at most {MOST_ACROSS:,} are read. {_SMALLER}"
        )
    return Grid("", rows)


def _tabs(content: bytes) -> list[Grid]:
    damaged = "The spreadsheet is damaged. Save it again as .xlsx."
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            refuse_bombs(parts)
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Unreadable("This is no .xlsx spreadsheet. Save the sheet as .xlsx or CSV.")
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Unreadable("The spreadsheet holds macros. Save it as .xlsx, without them.")
            bodies = _bodies(archive, names)
            for body in bodies.values():
                _refuse_harm(body)
    except Unreadable:
        raise
    except Exception:  # a damaged archive fails in a dozen ways, none of which tells more
        raise Unreadable(damaged) from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        wanted = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        cells = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in wanted
        }
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the reader's own panics are no Exception
        raise Unreadable(damaged) from None
    return [
        Grid(
            name, tuple(tuple(map(cell_text, row)) for row in rows),
            _merged(bodies.get(name, b"")), _formulas(bodies.get(name, b"")),
        )
        for name, rows in cells.items()
    ]  # fmt: skip


def _bodies(archive: zipfile.ZipFile, names: set[str]) -> dict[str, bytes]:
    """The part of each tab, by the tab's name."""
    book = fromstring(archive.read("xl/workbook.xml"))
    links = {
        one.attrib["Id"]: one.attrib["Target"]
        for one in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    tabs = [one for one in book.iter() if one.tag.endswith("}sheet")]
    if len(tabs) > MOST_TABS:
        raise Unreadable(
            f"The workbook has {len(tabs)} tabs; at most {MOST_TABS} are read. {_SMALLER}"
        )
    found = {}
    for tab in tabs:
        target = links[next(value for name, value in tab.attrib.items() if name.endswith("}id"))]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            found[tab.attrib["name"]] = archive.read(part)
    return found


def _refuse_harm(body: bytes) -> None:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Unreadable("The spreadsheet holds XML that no spreadsheet writes. It is refused.")
    refuse_far_cells(body, MOST_ACROSS)


def _merged(body: bytes) -> tuple[tuple[int, int, int, int], ...]:
    found = []
    for one in re.findall(
        rb'<(?:\w+:)?mergeCell\s[^>]*?ref=["\']([A-Z]+)(\d+):([A-Z]+)(\d+)["\']', body
    ):
        first, top, last, bottom = (part.decode() for part in one)
        found.append((int(top) - 1, _place(first), int(bottom) - 1, _place(last)))
    return tuple(found)


def _formulas(body: bytes) -> frozenset[tuple[int, int]]:
    found = re.findall(rb'<c [^>]*?r="([A-Z]+)([0-9]+)"[^>]*>\s*<f[ >/]', body)
    return frozenset((int(row) - 1, _place(letters.decode())) for letters, row in found)


def _place(letters: str) -> int:
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - 64
    return number - 1


def _refuse_long_cells(grid: Grid) -> None:
    for number, row in enumerate(grid.rows, 1):
        for place, cell in enumerate(row):
            if len(cell) > MOST_CELL:
                where = f"Tab “{grid.name}”, row" if grid.name else "Row"
                raise Unreadable(
                    f"{where} {number}, column {letter(place)} holds {len(cell):,} characters. A "
                    "quotation mark is probably missing before it."
                )
