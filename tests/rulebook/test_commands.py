"""`fairmark rules` list, show, check and apply."""

import json
from argparse import Namespace

import pytest

from fairmark.people.models import Account
from fairmark.rulebook.models import RuleAmendment
from fairmark.rulebook.queries import rule
from fairmark.site.rule_commands import rules
from fairmark.site.speaking import Wanting
from tests.conftest import DATA
from tests.rulebook.test_amending import ON, a_row, bounds, put

pytestmark = pytest.mark.django_db
EXAMPLE = DATA / "rules-2026-27.json"
KEY = "appeals.other_decision_days"


@pytest.fixture
def fairmark(centre, quinn, capsys):
    """Run a part of the command."""
    Account.objects.create(email="quinn@example.ac.uk", person=quinn)

    def run(part, *, as_json=True, **options):
        asked = {
            "on": None, "family": None, "name": None, "whole": False, "reason": None,
            "dry_run": False, "acting": "quinn@example.ac.uk", "centre": None,
        }  # fmt: skip
        code = rules(Namespace(part=part, json=as_json, **(asked | options))) or 0
        said = capsys.readouterr().out
        return code, json.loads(said) if as_json else said

    return run


@pytest.fixture
def a_file(tmp_path):
    def write(*rows, name="new.json"):
        path = tmp_path / name
        path.write_text(json.dumps(list(rows)))
        return path

    return write


def test_list_and_show(fairmark, centre, quinn):
    put(centre, quinn, a_row())
    _, told = fairmark("list", on=ON, family="hn_2024")
    found = {one["key"]: one for one in told["rules"]}
    assert found["registration.deadline"]["in_words"] == "15 November"
    assert found[KEY]["ours"] == {
        "amendment": "New", "by": "Quinn Nominee", "on": "2025-10-06",
    }  # fmt: skip
    _, shown = fairmark("show", key=KEY)
    assert [(one["value"], one["from"], one.get("until")) for one in shown] == [
        (14, "2023-09-01", "2025-08-31"), (21, "2025-09-01", None),
    ]  # fmt: skip
    _, line = fairmark("show", key=KEY, as_json=False)
    assert "21 calendar days, from 1 September 2025; Key dates, KD-1; high; our own, “New”" in line
    with pytest.raises(Wanting, match="has no rule"):
        fairmark("show", key="no.such")


def test_check_tells_every_trouble(fairmark, a_file):
    assert fairmark("check", path=EXAMPLE) == (0, {"ok": True, "rules": 4, "troubles": []})
    code, told = fairmark(
        "check", path=a_file(a_row(source=""), a_row(value="x", family="hn_2024"))
    )
    assert code == 1
    assert [one.partition(":")[0] for one in told["troubles"]] == [
        "new.json, row 1, column “source”", "new.json, row 2, column “value”",
    ]  # fmt: skip
    with pytest.raises(Wanting, match="cannot be read"):
        fairmark("check", path=DATA / "nothing.json")


def test_a_dry_run_changes_nothing_and_tells_all(fairmark, a_file, centre):
    path = a_file(bounds(15), a_row())
    _, told = fairmark("apply", path=path, dry_run=True)
    assert not told["applied"]
    assert [(one["key"], one["what"], one["before"], one["after"]) for one in told["rules"]] == [
        (KEY, "changed", "14 calendar days", "21 calendar days"),
        ("policy.registration.days_to_register", "changed",
         "0 to 40 working days after teaching starts; a first policy says 20",
         "0 to 15 working days; a first policy says 15"),
    ]  # fmt: skip
    assert [one["link"] for one in told["numbers"]] == ["/policies/registration/"]
    assert not RuleAmendment.objects.exists()
    assert rule(KEY, on=ON, centre=centre).value == 14


def test_apply_puts_it_in_use_once(fairmark, a_file, centre):
    path = a_file(a_row(), name="dates.json")
    _, told = fairmark("apply", path=path)
    assert (told["applied"], told["name"]) == (True, "dates")
    assert rule(KEY, on=ON, centre=centre).value == 21
    with pytest.raises(Wanting, match="was loaded before"):
        fairmark("apply", path=path)


def test_what_is_refused_leaves_nothing_waiting(fairmark, a_file, centre):
    path = a_file(a_row("fees.of_ours", 3))
    with pytest.raises(Wanting, match="Nothing works by"):
        fairmark("apply", path=path)
    assert RuleAmendment.objects.get().set_aside_at
    _, told = fairmark("apply", path=path, reason="We count it.")
    assert told["applied"]
    with pytest.raises(Wanting, match="Only the quality nominee"):
        fairmark("apply", path=a_file(a_row()), acting=None)
