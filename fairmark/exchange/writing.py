"""Tables for people to take away: CSV and XLSX in which no cell is ever a live formula."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from fairmark.exchange.rules import looks_like_formula


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8 with mark. What a spreadsheet would calculate is led by an apostrophe.

    An import takes that apostrophe off again, so a round trip changes nothing.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (headings, *rows):
        writer.writerow([safe(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return "'" + text if looks_like_formula(text) else text


def xlsx_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]], sheet: str) -> bytes:
    """An XLSX with every cell typed as text, so there is nothing to calculate."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(sheet[:31])
        bold = book.add_format({"bold": True, "bottom": 1})
        page.freeze_panes(1, 0)
        for place, heading in enumerate(headings):
            page.write_string(0, place, heading, bold)
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                page.write_string(number, place, "" if cell is None else str(cell))
    return out.getvalue()
