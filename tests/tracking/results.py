"""Colleges' own sheets as files: lines as people see them, cells between bars, in CSV or a workbook."""

import csv
import io

import xlsxwriter


def lines_of(*lines):
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def as_csv(*lines, delimiter=",", encoding="utf-8"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(lines_of(*lines))
    return out.getvalue().encode(encoding)


def as_xlsx(tabs, *, merged=(), formula=None):
    """Tabs by name, each its lines; merged ranges and a formula go into the first."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        for number, (name, lines) in enumerate(tabs.items()):
            page = book.add_worksheet(name)
            for row, cells in enumerate(lines_of(*lines)):
                for place, cell in enumerate(cells):
                    if cell:
                        page.write_string(row, place, cell)
            if number == 0:
                for span, words in merged:
                    page.merge_range(span, words)
                if formula:
                    page.write_formula(*formula)
    return out.getvalue()
