"""Workbooks as people give them back: read, edited, and saved again by a spreadsheet."""

import io
from datetime import date

import xlsxwriter
from python_calamine import CalamineWorkbook

from fairmark.planning.workbook import COLUMNS

HEADINGS = ("", *COLUMNS)


def lines_of(content):
    """The cells of a workbook, row by row, as a spreadsheet holds them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


def saved(lines, *, merged="", formula=None):
    """These cells as a workbook; `merged` is a range, `formula` a place and what it calculates."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("Assessment plan")
        day = book.add_format({"num_format": "d mmm yyyy"})
        for row, cells in enumerate(lines):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(row, place, cell, day)
                elif isinstance(cell, str):
                    page.write_string(row, place, cell)
                else:
                    page.write(row, place, cell)
        if merged:
            page.merge_range(merged, "Plan")
        if formula:
            page.write_formula(*formula)
    return out.getvalue()


def edited_workbook(content, edits):
    """The workbook with other cells: `(row as the spreadsheet counts, heading, cell)`."""
    lines = lines_of(content)
    for row, heading, cell in edits:
        lines[row - 1][HEADINGS.index(heading)] = cell
    return saved(lines)
