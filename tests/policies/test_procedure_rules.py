"""How steps lead on: by answers, by name, to the end; nothing unreached, nothing without a way out."""

import pytest

from fairmark.policies import exemplars, rules
from fairmark.policies.procedure_rules import (
    Way,
    broken,
    dead_ends,
    leading_to,
    leads_on,
    obstacles_to_leading_on,
    ways,
)


def step(name, **more):
    return {"id": name, "title": name.capitalize(), **more}


def asking(name, *answers, asks="Accept?"):
    return step(name, asks=asks, answers=[{"word": w, "to": to} for w, to in answers])


YES_NO = (("Yes", "end"), ("No", "next"))
PLAIN = [step("a"), step("b")]
DECIDED = [asking("a", *YES_NO), step("b"), step("c", then="a")]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        (PLAIN, [Way(0, 1), Way(1, None)]),
        (DECIDED, [Way(0, None, "Yes"), Way(0, 1, "No"), Way(1, 2), Way(2, 0)]),
        ([step("a", then="end"), step("b")], [Way(0, None), Way(1, None)]),
        ([asking("a", ("Yes", "next"), ("No", "end"))], [Way(0, None, "Yes"), Way(0, None, "No")]),
    ],
)
def test_the_ways_on_from_each_step(steps, found):
    assert ways(steps) == found


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([], []),
        (PLAIN, []),
        (DECIDED, []),
        ([step("a", then="end"), step("b")], ["nothing leads to step 2 “B”"]),
        (
            [asking("a", ("Yes", "end"), ("No", "c")), step("b"), step("c")],
            ["nothing leads to step 2 “B”"],
        ),
        (
            [step("a"), step("b", then="a")],
            ["from step 1 “A” nothing leads to the end",
             "from step 2 “B” nothing leads to the end"],
        ),
        (
            [asking("a", ("Yes", "end"), ("No", "b")), step("b"), step("c", then="b")],
            ["from step 2 “B” nothing leads to the end",
             "from step 3 “C” nothing leads to the end"],
        ),
        ([step("a", then="z")], ["a step leads to “z”, which there is not"]),
    ],
)  # fmt: skip
def test_every_step_is_reached_and_has_a_way_out(steps, found):
    assert dead_ends(steps) == found
    blocks = [{"heading": "Appeals", "steps": steps}]
    assert broken(blocks) == [f"“Appeals”: {one}" for one in found]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, []),
        ({"then": "end"}, []),
        ({"then": "b"}, []),
        ({"then": "z"}, ["Choose where it leads"]),
        ({"then": "a"}, ["A step cannot lead to itself"]),
        ({"answers": YES_NO}, ["There are answers and no question"]),
        ({"asks": "Accept?", "answers": YES_NO}, []),
        ({"asks": "Accept?", "answers": YES_NO[:1]}, ["two answers, or 3 at most"]),
        ({"asks": "Accept?"}, ["two answers, or 3 at most"]),
        ({"asks": "Accept?", "answers": [("Yes", "end"), ("yes", "next")]}, ["word of its own"]),
        ({"asks": "Accept?", "answers": [("Yes", "end"), (" ", "next")]}, ["word of its own"]),
        ({"asks": "Accept?", "answers": [("Yes", "end"), ("No", "end")]}, ["nothing hangs on"]),
        ({"asks": "Accept?", "answers": [("Yes", "end"), ("No", "z")]}, ["Choose where it leads"]),
        ({"asks": "Accept?", "answers": [("Yes", "a"), ("No", "end")]}, ["lead to itself"]),
        ({"asks": "x" * 41, "answers": YES_NO}, ["40 letters at most"]),
        ({"asks": "Accept?", "answers": [("Accepted by us", "end"), ("No", "b")]}, ["an answer 10"]),
        ({"asks": "{who}?", "answers": YES_NO}, ["plain words"]),
        ({"asks": "A?", "answers": [("1", "b"), ("2", "next"), ("3", "end"), ("4", "b")]},
         ["3 at most"]),
    ],
)  # fmt: skip
def test_what_a_step_may_ask_and_where_it_may_lead(more, said):
    given = {"asks": "", "answers": (), "then": "next"} | more
    given["answers"] = [{"word": word, "to": to} for word, to in given["answers"]]
    found = obstacles_to_leading_on(PLAIN, "a", **given)
    assert len(found) == len(said)
    assert all(one in found[0] for one in said)


def test_how_it_leads_on_is_said_in_words():
    assert leads_on(DECIDED) == [
        ("If yes: the procedure ends.", "If no: go to step 2."), (), ("Then go to step 1.",),
    ]  # fmt: skip
    assert leads_on([step("a", then="end"), step("b", then="end")]) == [
        ("Then the procedure ends.",), (),
    ]  # fmt: skip


def test_who_leads_to_a_step_by_name():
    assert leading_to(DECIDED, "a") == ["C"]
    assert leading_to(DECIDED, "b") == []


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_every_procedure_we_ship_leads_on_as_it_should(kind):
    for does in (frozenset({"lower"}), frozenset({"lower", "higher", "sites", "partners"})):
        for block in rules.procedures(exemplars.exemplar(kind).content(does)):
            assert dead_ends(block["steps"]) == [], block["id"]
            for one in block["steps"]:
                assert not obstacles_to_leading_on(
                    block["steps"], one["id"], asks=one.get("asks", ""),
                    answers=one.get("answers", ()), then=one.get("then", "next"),
                )  # fmt: skip
                assert one["id"] not in ("next", "end")


def test_most_policies_we_ship_decide_something():
    deciding = [
        kind for kind in exemplars.KINDS
        for block in rules.procedures(exemplars.exemplar(kind).content(frozenset()))
        if any(one.get("asks") for one in block["steps"])
    ]  # fmt: skip
    assert set(deciding) == set(exemplars.KINDS)
