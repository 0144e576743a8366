"""How a college laid its own tracking sheet out: whose rows, which criterion over which column.

Learners down and criteria across, of one unit or of several side by side, or a row for each learner
and criterion. Plain values in and out; nothing is looked up in the records.
"""

from collections.abc import Sequence

from fairmark.exchange.sheets import Grid
from fairmark.tracking.sheet_across import Across, head_across
from fairmark.tracking.sheet_names import KnownUnit
from fairmark.tracking.sheet_rows import long_head, read_long
from fairmark.tracking.sheet_tabs import Read, Tab


def read_layout(grid: Grid, units: Sequence[KnownUnit], chosen: KnownUnit | None = None) -> Read:
    """The marks of one tab. `chosen` is the unit where the tab does not say it."""
    tab, read = Tab(grid), Read(grid.name)
    if head := long_head(tab):
        read_long(tab, read, head, units, chosen)
        return read
    top = head_across(tab, units)
    if top is None:
        read.is_sheet = False
        if any(cell.strip() for row in tab.rows for cell in row):
            where = f"The tab “{grid.name}”" if grid.name else "The file"
            read.notes.append(f"{where} has no row of criteria, so it was left out.")
        return read
    Across(tab, read, top, units, chosen).read_rows()
    return read
