"""From a file's bytes to a table of text: CSV in three encodings, and XLSX, bombs refused."""

import csv
import io
import re
import zipfile
from datetime import date, datetime

from defusedxml.ElementTree import fromstring
from django.conf import settings
from python_calamine import CalamineWorkbook

from fairmark.exchange.archives import unfolds_too_far
from fairmark.exchange.rules import Row, Table, letter

MOST_COLUMNS = 200
MOST_CELL = 5000
MOST_CELLS = 5_000_000
#: How many places a refusal names.
MOST_NAMED = 5


class Unreadable(ValueError):
    """A file that cannot be taken in at all; the message says why and what to do."""


def read_table(content: bytes, file_name: str) -> Table:
    """The first sheet of an XLSX or the lines of a CSV, as text.

    Raises Unreadable for anything else, for what is too large, and for what would not fit in
    memory once unfolded.
    """
    refuse_large(len(content))
    if not content.strip():
        raise Unreadable("The file is empty. Export it again.")
    if content[:4] == b"PK\x03\x04":
        table = _xlsx(content)
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(
            "This is an old or protected Excel file. Save it as .xlsx without a password, or as CSV."
        )
    elif content[:5] == b"%PDF-" or b"<html" in content[:500].lower():
        raise Unreadable("This is not a table. Export the list as CSV or XLSX.")
    else:
        table = _csv(content)
    return _checked(table)


def refuse_large(size: int, cure: str = "Export fewer columns, or one year at a time.") -> None:
    """Raise Unreadable for a file of more bytes than are taken in, before it is read."""
    most = settings.FAIRMARK_MOST_UPLOAD
    if size > most:
        raise Unreadable(
            f"The file has {size // 1024**2} MB; at most {most // 1024**2} MB are read. {cure}"
        )


def _csv(content: bytes) -> Table:
    text, encoding = decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise Unreadable(
            f"Line {reader.line_num} is not well-formed CSV ({error}). "
            "Open the file in a spreadsheet and save it as CSV UTF-8 again."
        ) from None
    lines = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not lines:
        raise Unreadable("The file holds no rows. Export it again.")
    rows = tuple(Row(number, tuple(cells)) for number, cells in lines[1:])
    return Table(tuple(cell.strip() for cell in lines[0][1]), rows, encoding)


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a CSV and its encoding. Raises Unreadable."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("The file is in UTF-16. Save it as “CSV UTF-8 (comma delimited)”.")
    if b"\x00" in content:
        raise Unreadable("The file holds NUL bytes, so it is no CSV. Save it as CSV UTF-8 again.")
    try:
        text = content.decode("utf-8-sig")
        return text, "utf-8 with mark" if content[:3] == b"\xef\xbb\xbf" else "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(
            f"Line {line} is neither in UTF-8 nor in Windows’ encoding (cp1252). "
            "Save the file as CSV UTF-8."
        ) from None


def _xlsx(content: bytes) -> Table:
    damaged = "The spreadsheet is damaged. Save it again as .xlsx."
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            refuse_bombs(parts)
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Unreadable("This is no .xlsx spreadsheet. Save the list as .xlsx or CSV.")
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Unreadable("The spreadsheet holds macros. Save it as .xlsx, without them.")
            _refuse_traps(archive.read(_first_sheet(archive, names)))
    except Unreadable:
        raise
    except Exception:  # a damaged archive fails in a dozen ways, none of which tells more
        raise Unreadable(damaged) from None
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        lines = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the reader's own panics are no Exception
        raise Unreadable(damaged) from None
    return _from_cells(lines)


def refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    """Raise Unreadable for an archive that unfolds to far more than a list holds."""
    if unfolds_too_far(parts):
        raise Unreadable(
            "The spreadsheet unfolds to far more than a list holds. Copy the list into a new "
            "workbook and save that."
        )


def _first_sheet(archive: zipfile.ZipFile, names: set[str]) -> str:
    """The part that holds the first tab, whatever the parts are called."""
    book = fromstring(archive.read("xl/workbook.xml"))
    first = next(one for one in book.iter() if one.tag.endswith("}sheet"))
    key = next(value for name, value in first.attrib.items() if name.endswith("}id"))
    links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(one.attrib["Target"] for one in links if one.attrib["Id"] == key)
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if part not in names:
        raise KeyError(part)
    return part


def _refuse_traps(body: bytes) -> None:
    """Formulas, merged cells, cells far out: a list has none, and each has bitten somebody."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Unreadable("The spreadsheet holds XML that no spreadsheet writes. It is refused.")
    if match := re.search(rb'<c [^>]*?r="([A-Z]+[0-9]+)"[^>]*>\s*<f[ >/]', body):
        raise Unreadable(
            f"Cell {match[1].decode()} holds a formula. Copy the column and paste it as "
            "values, then save again."
        )
    if merged := re.findall(rb'<(?:\w+:)?mergeCell\s[^>]*?ref=["\']([A-Z0-9:]+)["\']', body):
        raise Unreadable(_said_of_merged([cells.decode() for cells in merged]))
    refuse_far_cells(body)


def _said_of_merged(ranges: list[str]) -> str:
    """Which cells are merged, the headings first, and what to do."""
    ranges = sorted(ranges, key=lambda cells: not re.match(r"[A-Z]+1:", cells))
    named = ", ".join(ranges[:MOST_NAMED]) + (
        f" and {len(ranges) - MOST_NAMED} more" if len(ranges) > MOST_NAMED else ""
    )
    what = "columns" if re.match(r"[A-Z]+1:", ranges[0]) else "rows"
    return (
        f"Cells {named} are merged, so {what} cannot be told apart. Unmerge them, write the value "
        "into each cell, and save again."
    )


def refuse_far_cells(body: bytes, most_columns: int = MOST_COLUMNS) -> None:
    """The reader makes room for everything up to the farthest cell, so that cell must be near."""
    rows = columns = 0
    for letters, digits in re.findall(rb'<c [^>]*?r="([A-Z]{1,4})([0-9]{1,8})"', body):
        rows = max(rows, int(digits))
        columns = max(columns, len(letters) if len(letters) > 3 else _column(letters.decode()))
        if columns > most_columns or rows > settings.FAIRMARK_MOST_ROWS + 1:
            raise Unreadable(
                f"There is a cell at {letters.decode()}{digits.decode()}, far from the list. Copy "
                "the list alone into a new workbook and save that."
            )
    for digits in re.findall(rb'<row [^>]*?r="([0-9]{1,9})"', body):
        rows = max(rows, int(digits))
    if rows > settings.FAIRMARK_MOST_ROWS + 1 or rows * columns > MOST_CELLS:
        raise Unreadable(
            f"The table has {rows:,} rows; at most {settings.FAIRMARK_MOST_ROWS:,} are read. "
            "Split the file."
        )


def _column(letters: str) -> int:
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - 64
    return number


def _from_cells(lines: list[list]) -> Table:
    filled = [
        (number, tuple(cell_text(value) for value in cells))
        for number, cells in enumerate(lines, 1)
        if any(value not in ("", None) for value in cells)
    ]
    if not filled:
        raise Unreadable("The first sheet is empty. Put the list on the first sheet.")
    rows = tuple(Row(number, cells) for number, cells in filled[1:])
    return Table(tuple(cell.strip() for cell in filled[0][1]), rows, "xlsx")


def cell_text(value) -> str:
    """A cell’s value as text: dates as 2025-11-17, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _checked(table: Table) -> Table:
    width = len(table.headings)
    if width > MOST_COLUMNS:
        raise Unreadable(f"The table has {width} columns; at most {MOST_COLUMNS} are read.")
    if len(table.rows) > settings.FAIRMARK_MOST_ROWS:
        raise Unreadable(
            f"The table has {len(table.rows):,} rows; at most {settings.FAIRMARK_MOST_ROWS:,} "
            "are read. Split the file."
        )
    if not table.rows:
        raise Unreadable("There are headings and no rows below them. Export the file again.")
    for row in table.rows:
        extra = [n for n in range(width, len(row.cells)) if row.cells[n].strip()]
        if extra:
            raise Unreadable(
                f"Row {row.number} has more cells than there are headings, from column "
                f"{letter(extra[0])} on. A comma inside a value needs quotation marks round it."
            )
        long = next((n for n, cell in enumerate(row.cells) if len(cell) > MOST_CELL), None)
        if long is not None:
            raise Unreadable(
                f"Row {row.number}, column {letter(long)} holds {len(row.cells[long]):,} "
                "characters. A quotation mark is probably missing before it."
            )
    return table
