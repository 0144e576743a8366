"""The scheme's page, the calculator and its sheet of paper."""

import re
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader

from fairmark.catalogue import schemes
from fairmark.people.rules import Role
from tests.builders import a_centre, a_person

pytestmark = pytest.mark.django_db

RQF = "/schemes/rqf_l3_ext_certificate_360/"


@pytest.fixture
def asha(client):
    person = a_person(a_centre(), "Asha", Role.ASSESSOR, email="asha@example.ac.uk")
    client.force_login(person.accounts.get())
    return client


def words(response) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


def asked(*rows):
    names = ("size", "how", "status", "grade", "points", "predicted")
    return [(name, value) for row in rows for name, value in zip(names, row, strict=True)]


DULL = (
    ("90", "internal", "mandatory", "D", "", ""), ("90", "external", "mandatory", "M", "", ""),
    ("120", "external", "mandatory", "", "", "M"), ("60", "internal", "optional", "U", "", ""),
)  # fmt: skip


def calculated(client, rows, scheme=RQF, place="calculator/", **more):
    return client.get(f"{scheme}{place}?{urlencode([*asked(*rows), *more.items()])}")


def test_every_number_stands_beside_its_source_and_confidence(asha):
    for scheme in schemes.shipped().values():
        said = asha.get(f"/schemes/{scheme.id}/").content.decode()
        for threshold in scheme.thresholds:
            row = re.search(rf'fm-grade">{re.escape(threshold.grade)}</span>.*?</tr>', said, re.S)[
                0
            ]
            assert f"#s-{threshold.origin.source.code.lower()}" in row
            assert {"high": "High", "medium": "Medium", "low": "Low"}[
                threshold.origin.confidence
            ] in row
        for origin in scheme.origins():
            assert f'id="s-{origin.source.code.lower()}"' in said
        assert said.count("Pointed out, blocks nothing") == sum(
            not rule.may_block for rule in (*scheme.rules, *scheme.attempts)
        )


def test_a_scheme_without_numbers_says_what_is_missing_and_offers_no_calculator(asha):
    said = words(asha.get("/schemes/aaq_2025/"))
    assert "are not known to us, and none is guessed" in said
    assert asha.get("/schemes/aaq_2025/calculator/").status_code == 404
    assert asha.get("/schemes/made-up/").status_code == 404


def test_what_if_shows_intervals_and_what_blocks_the_award(asha):
    said = words(calculated(asha, DULL))
    assert "Banked what is open counts as U 39 to 47 P Blocked Unit 3 has no outcome yet." in said
    assert "Predicted as predicted below; a pass where nothing is predicted 59 to 67 M" in said
    assert (
        "Ceiling everything open at the highest grade; externals at its boundary 71 to 79 M to D"
        in said
    )
    assert "13 more points to M, which begins at 52." in said
    assert "Level 3 National Certificate : M with 39 points" in said


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("90", "internal", "", "N", "", ""), "Unit 1: “N” is no grade of a unit assessed as internal."),
        (("90", "external", "", "P", "30", ""), "Unit 1: 30 points do not fit the grade P"),
        (("90", "external", "", "P", "x", ""), "“x” is no number of points."),
        (("90", "external", "", "", "9", ""), "choose the grade that the points belong to"),
        (("90", "internal", "", "P", "", "N"), "“N” is no grade of a unit assessed as internal."),
        (("45", "internal", "", "P", "", ""), "no points for a unit of 45"),
        (("1e3", "internal", "", "P", "", ""), "“1e3” is no size."),
        (("90", "essay", "", "P", "", ""), "no units assessed as “essay”"),
        (("90", "internal", "", "P", "", ""), "The units add up to 90 guided learning hours"),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_is_told_beside_the_row(asha, row, says):
    response = calculated(asha, [row])
    assert response.status_code == 200
    assert says in words(response)


def test_rows_can_be_added(asha):
    response = calculated(asha, DULL, more="4")
    assert response.content.decode().count('name="grade"') == 12


def test_marks_of_components_are_added(asha):
    typed = [("size", "30"), ("grade", ""), ("size", "40"), ("grade", "")]
    said = words(
        asha.get(f"/schemes/tech_award_2017_legacy_after_change/calculator/?{urlencode(typed)}")
    )
    assert "the marks given 70 L1D" in said
    assert "2 more points to L2P, which begins at 72." in said


def test_the_sheet_of_paper_holds_the_same_sum_and_the_tables(asha, tmp_path):
    response = calculated(asha, DULL, place="calculator/sheet/")
    assert response["Content-Type"] == "application/pdf"
    (tmp_path / "sheet.pdf").write_bytes(response.content)
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "sheet.pdf").pages)
    text = " ".join(text.split())
    for said in ("39 to 47", "P by points, blocked", "Unit 3 has no outcome yet", "D* 90 points"):
        assert said in text
    blank = asha.get(f"{RQF}calculator/sheet/")
    assert blank["Content-Type"] == "application/pdf"


def test_too_few_points_are_told_as_such_and_no_trend_is_drawn_from_nothing(asha):
    rows = [(size, how, status, "", "", "") for size, how, status, *_ in DULL]
    said = words(calculated(asha, rows))
    assert "On trend" not in said
    assert (
        "Floor with near passes open externals at near pass, the rest at Pass 29 U Too few points"
        in said
    )
    assert "Floor everything open is passed 36 P Nothing blocks it" in said


@pytest.mark.parametrize("address", ["/schemes/", RQF, f"{RQF}calculator/", "/specifications/"])
def test_schemes_and_specifications_are_found_within_programmes(asha, address):
    said = asha.get(address).content.decode()
    assert re.search(r'href="/programmes/"[^>]*aria-current="(true|page)"', said)
