"""Ids that are used once, order within a chapter, links and days that may stand."""

import pytest

from fairmark.policies import drafting_rules as rules


@pytest.mark.parametrize(
    ("words", "taken", "found"),
    [
        ("Late transfers", (), "late-transfers"),
        ("Late transfers", ("late-transfers",), "late-transfers-2"),
        ("Late transfers", ("late-transfers", "late-transfers-2"), "late-transfers-3"),
        ("The centre’s own", (), "the-centres-own"),
        ("Numbers", (), "numbers-2"),
        ("2026 and after", (), "n-2026-and-after"),
        ("…", (), "section"),
        ("a" * 80, (), "a" * 46),
    ],
)
def test_an_id_comes_from_the_heading_and_is_no_other(words, taken, found):
    assert rules.new_id(words, set(taken)) == found


def content(*blocks, learner=(), links=()):
    return {"blocks": list(blocks), "learner": list(learner), "links": list(links)}


def block(id, part="commitments", clauses=(), **more):
    return {"id": id, "part": part, "heading": id.upper(), "clauses": list(clauses), **more}


def test_ids_that_were_taken_out_are_still_used():
    now = content(block("a"), learner=[{"id": "l"}])
    before = content(block("b")) | {"gone": ["c"]}
    assert rules.ids_used([before, now]) == {"a", "b", "c", "l"}
    with_steps = content(block("p", "procedures", steps=[{"id": "x"}], gone=["y"]))
    assert rules.step_ids_used([with_steps, now], "p") == {"x", "y"}


@pytest.mark.parametrize(
    ("piece", "by", "order"),
    [
        ("b", -1, "baxc"),
        ("c", -1, "acxb"),
        ("a", -1, None),
        ("c", 1, None),
        ("x", 1, None),
        ("a", 1, "baxc"),
    ],
)
def test_a_section_moves_within_its_chapter(piece, by, order):
    pieces = [block("a"), block("b"), block("x", "procedures"), block("c")]
    assert rules.moved(pieces, piece, by=by) is (order is not None)
    assert "".join(one["id"] for one in pieces) == (order or "abxc")


def test_what_taking_out_leaves_unanswered():
    one = content(block("a", clauses=["REG-1", "REG-2"]), block("b", clauses=["REG-2"]))
    assert rules.unanswered_without(one, "a") == ["REG-1"]
    assert rules.unanswered_without(one, "b") == []
    assert rules.unanswered(one, ["REG-1", "REG-3"]) == ["REG-3"]


def test_a_procedure_without_a_step_is_named():
    one = content(block("a"), block("b", "procedures", steps=[]),
                  block("c", "procedures", steps=[{"id": "x"}]))  # fmt: skip
    assert rules.without_steps(one) == ["B"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", "http://a.example/", "https://",
        "https://a.example/with space", "data:text/html,x", "//a.example/", "a.example",
        "https://[bad/", "https://user:word@a.example/", "",
    ],
)  # fmt: skip
def test_a_link_that_is_not_a_secure_address_is_refused(address):
    assert rules.obstacles_to_link(address, "A page")


def test_a_link_needs_its_words_and_a_good_one_stands():
    assert rules.obstacles_to_link("https://a.example/b?c=d#e", "A page") == []
    assert rules.obstacles_to_link("https://a.example/", " ") == ["Say what the link leads to."]


def test_links_without_an_id_are_given_one_of_their_title():
    one = content(links=[{"title": "A page", "url": "x"}, {"title": "A page", "url": "y"},
                         {"id": "mine", "title": "Z", "url": "z"}])  # fmt: skip
    assert [each["id"] for each in rules.links(one)] == ["a-page", "a-page-2", "mine"]


@pytest.mark.parametrize(("month", "day", "good"), [(2, 28, True), (2, 29, False), (4, 31, False),
                                                    (12, 31, True), (13, 1, False)])  # fmt: skip
def test_a_key_date_is_a_day_of_every_year(month, day, good):
    assert (rules.obstacles_to_day(month, day) == []) is good
