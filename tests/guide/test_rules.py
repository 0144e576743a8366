"""Editions read from files, and what they change."""

from dataclasses import replace

import pytest

from fairmark.guide import editions
from fairmark.guide.rules import BadEdition, What, differences, parse

HEAD = "id|area|kind|changed|requirement|evidence|shown_by\n"
GOOD = "REG-1|registration|commitment|yes|Register each learner|auto|Registrations\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (HEAD.encode(), "The file has headings and no clause."),
        ((HEAD + GOOD.replace("Register each learner", "x" * 200_000)).encode(),
         "column “requirement”: it holds 200,000 characters"),
        ((HEAD + GOOD.replace("Register", "Reg\x00ister")).encode(), "cannot be printed"),
        (b"x" * 6_000_000, "far larger than any edition"),
        (b"id|area\nREG-1|registration\n", "The column “kind” is missing."),
        ((HEAD + GOOD).encode("utf-16"), "Row 1 is not text in UTF-8."),
        ((HEAD + GOOD).encode() + "caf\xe9|".encode("cp1252"), "Row 3 is not text in UTF-8."),
        ((HEAD + GOOD + GOOD).encode(), "Row 3, column “id”: REG-1 stands here twice."),
        ((HEAD + GOOD.replace("REG-1", "reg one")).encode(), "Row 2, column “id”: “reg one” is not"),
        ((HEAD + GOOD.replace("registration", "sport")).encode(), "Row 2, column “area”: “sport”"),
        ((HEAD + GOOD.replace("commitment", "wish")).encode(), "Row 2, column “kind”: “wish” is not"),
        ((HEAD + GOOD.replace("auto", "maybe")).encode(), "Row 2, column “evidence”: “maybe”"),
        ((HEAD + GOOD.replace("yes", "perhaps")).encode(), "Row 2, column “changed”: “perhaps”"),
        ((HEAD + GOOD.replace("Register each learner", "")).encode(), "column “requirement”: say"),
        ((HEAD + "REG-1|registration\n").encode(), "Row 2, column “id”: the row has not 7 parts"),
        ((HEAD + GOOD.replace("\n", "|more\n")).encode(), "the row has not 7 parts"),
        ((HEAD + GOOD * 3000).encode(), "The file has 3,001 rows"),
        (b"PK\x03\x04\x14\x00", "This is no edition of the guide"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_edition_is_refused_with_its_place(content, told):
    with pytest.raises(BadEdition) as bad:
        parse(content)
    assert told in str(bad.value)


def test_many_troubles_are_cut_short():
    rows = "".join(GOOD.replace("REG-1", f"X{n}") for n in range(50))
    with pytest.raises(BadEdition) as bad:
        parse((HEAD + rows).encode())
    assert len(bad.value.troubles) == 21
    assert bad.value.troubles[-1] == "And 30 more."


def test_the_edition_that_came_with_us_reads_back_as_itself():
    rows = [HEAD] + [
        "|".join([c.id, c.area, c.kind, "yes" if c.changed else "no", c.requirement, c.evidence,
                  c.shown_by]) + "\n" for c in editions.clauses()
    ]  # fmt: skip
    assert parse("".join(rows).encode("utf-8-sig")) == editions.clauses()


A, B, C = editions.clauses()[:3]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([A, B], [A, B], []),
        ([A, B], [B, A], []),
        ([A], [A, B], [(What.ADDED, B.id)]),
        ([A, B], [A], [(What.WITHDRAWN, B.id)]),
        ([A], [replace(A, requirement="Another")], [(What.CHANGED, A.id)]),
        ([A], [replace(A, kind="aim")], [(What.CHANGED, A.id)]),
        ([A], [replace(A, requirement=A.requirement.replace(" ", "  "))], []),
        ([A], [replace(A, changed=not A.changed, shown_by="x", evidence="attest")], []),
        ([A, B], [replace(B, area="policies"), C],
         [(What.CHANGED, B.id), (What.ADDED, C.id), (What.WITHDRAWN, A.id)]),
    ],
)  # fmt: skip
def test_what_an_edition_changes(before, after, found):
    assert [(one.what, one.clause.id) for one in differences(before, after)] == found
