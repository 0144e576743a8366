"""The sheet as it is drawn: whole, escaped, and each state with its word."""

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from fairmark.tracking import drawing, unit_drawing
from fairmark.tracking.rules import (
    Band,
    Cell,
    Column,
    Outlook,
    Row,
    Sheet,
    State,
    UnitHead,
    UnitRow,
)

COLUMNS = [Column(7, 1, "A.P1", "P", False), Column(8, 2, "B.M2", "M", True)]
STATIC = Path(drawing.__file__).parent / "static" / "tracking"
BAD = "<b onclick=x>&\"'"


def a_row(*cells, name="Doyle, Kieran", **but):
    return Row(3, 4, "S1", name, "", None, cells or [Cell(State.NOTHING)] * 2, **but)


def a_sheet(*rows):
    bands = [
        Band(7, 1, BAD, BAD, date(2026, 1, 29), COLUMNS[:1]),
        Band(8, 2, "Run", "", None, COLUMNS[1:]),
    ]
    return Sheet(bands, rows, COLUMNS)


class Tags(HTMLParser):
    """What stands in a piece of HTML, and whether every tag is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.names, self.found = [], [], {}
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.names.append(tag)
        self.found.update(attributes)
        if tag not in ("use", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.names.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("signed", [True, False])
def test_each_state_has_its_word(state, signed):
    kind, _, words = drawing.cell_in_words(Cell(state, signed=signed))
    assert state.value.lower() in words.lower()
    assert kind or state is State.NOTHING


@pytest.mark.parametrize(
    ("cell", "kind", "says"),
    [
        (Cell(State.ACHIEVED), "c-a", "Achieved"),
        (Cell(State.ACHIEVED, "resubmission"), "c-R", "<sub>2</sub>"),
        (Cell(State.ACHIEVED, "retake"), "c-R", "Achieved on retake"),
        (Cell(State.ACHIEVED, "retake"), "c-R", "<sub>3</sub>"),
        (Cell(State.NOT_ACHIEVED, "resubmission"), "c-x", "Not achieved on resubmission"),
        (Cell(State.ACHIEVED, signed=False), "c-d", "not signed yet"),
        (Cell(State.NOT_ACHIEVED, signed=False), "c-n", "not signed yet"),
        (Cell(State.LEFT), "c-w", "Left"),
    ],
)
def test_a_cell(cell, kind, says):
    drawn = drawing.drawn_cell(cell, False)
    assert f'class="{kind}"' in drawn
    assert says in drawn
    Tags(drawn)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("work", [None, 12])
def test_a_cell_is_light_for_there_are_thousands(state, work):
    drawn = Tags(drawing.drawn_cell(Cell(state, "resubmission", work=work), False))
    assert [name for name in drawn.names if name != "sub"] == (["td", "a"] if work else ["td"])
    assert state.value.lower() in drawn.found["aria-label"].lower()


def test_the_font_of_the_marks_holds_every_letter():
    letters = [letter for letter in drawing.LETTERS.values() if letter]
    assert len(set(letters)) == len(letters)
    with TTFont(STATIC / "marks.woff2") as font:
        assert set(font.getBestCmap()) == {ord(letter) for letter in letters}
        drawn = [font["glyf"][name] for name in font.getBestCmap().values()]
    assert all(glyph.numberOfContours for glyph in drawn)


def test_the_editor_sketches_with_the_same_letters():
    script = (STATIC / "grid.js").read_text()
    for name, icon in (("met", "tick"), ('"not met"', "cross"), ("in", "in")):
        assert f'{name}: "{drawing.LETTERS[icon]}"' in script


def test_a_cell_leads_to_its_work_and_holds_what_stands_there():
    drawn = drawing.drawn_cell(Cell(State.ACHIEVED, editable=True, work=12, seen=99), True)
    assert 'href="/submissions/12/decide/"' in drawn
    assert 'data-d="99"' in drawn
    assert "aria-readonly" not in drawn
    assert "fm-grid__edge" in drawn
    looked_at = drawing.drawn_cell(Cell(State.ACHIEVED, work=12), False)
    assert 'href="/submissions/12/"' in looked_at
    assert 'aria-readonly="true"' in looked_at


def test_what_people_wrote_is_escaped():
    sheet = a_sheet(a_row(name=BAD, now=BAD, can_be=BAD))
    for part in (drawing.drawn_head(sheet), drawing.drawn_body(sheet), drawing.drawn_foot(sheet)):
        tags = Tags(part)
        assert "onclick" not in tags.found
    unit = UnitHead(1, BAD, BAD, False)
    row = UnitRow(
        1, 2, "S", BAD, "", None, [(BAD, BAD, False)], BAD, [Outlook(BAD), Outlook("", BAD)]
    )
    for part in (
        unit_drawing.drawn_head([unit], 1, [BAD], 1),
        unit_drawing.drawn_body([row], [unit], 1),
    ):
        tags = Tags(part)
        assert "onclick" not in tags.found


def test_totals_count_who_achieved_of_those_still_here():
    left = a_row(Cell(State.ACHIEVED), Cell(State.LEFT))
    left = Row(**{**vars(left), "left_on": date(2026, 3, 12)})
    sheet = a_sheet(a_row(Cell(State.ACHIEVED), Cell(State.NOT_ACHIEVED)), left)
    foot = drawing.drawn_foot(sheet)
    assert ">2</td>" in foot
    assert ">0</td>" in foot
    assert "of 1" in foot
    assert "left 12 Mar 2026" in drawing.drawn_body(sheet)


def test_a_grade_that_is_blocked_is_never_bare():
    row = UnitRow(
        1, 2, "S", "N", "", None, [("D", "", True)], "52", [Outlook("", "unit 3 not passed")]
    )
    drawn = unit_drawing.drawn_body([row], [UnitHead(1, "1", "T", False)], 1)
    assert "unit 3 not passed" in drawn
    assert drawn.count("fm-grade") == 1  # the unit's own


def test_every_icon_is_carried_by_the_page():
    sprite = drawing.sprite()
    assert all(f'id="i-{name}"' in sprite for name in drawing.ICONS)
    Tags(sprite.replace("<circle", "<path").replace("symbol", "svg"))
