"""What stands around the text of a draft: its key dates, its links, whose it is and who decides."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.policies import drafting_queries, drafting_rules, queries
from fairmark.policies.draft_actions import STAFF, WRITERS, keep
from fairmark.policies.drafting_rules import piece_of
from fairmark.policies.models import PolicyVersion
from fairmark.ui.words import in_turn
from fairmark.workflow.actions import action

#: Everybody an approval may be asked of, and everybody a policy may concern.
APPROVERS = STAFF
READERS = (*STAFF, Role.ADMINISTRATOR)
#: How many of the approvers must agree.
ALL, ANY = "all", "any"


# -- key dates -------------------------------------------------------------------------------


def obstacles_to_date(
    version: PolicyVersion, person: Person, at: datetime, *, date: str | None = None,
    what: str | None = None, who: str = "", month: int | None = None, day: int | None = None,
    rule: str = "", seen: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """A day that every year has, or one of the rule pack’s; done by a role that there is."""
    found = queries.obstacles_to_editing(version, person, at)
    if date is not None and piece_of(version.content["dates"], date) is None:
        found.append("There is no such date in this version.")
    if what is None or found:
        return found
    if not what.strip():
        found.append("Say what is due.")
    if who not in set(Role) - {Role.REVIEWER}:
        found.append("Choose the role that does it.")
    if rule and rule not in drafting_queries.days_of_the_pack(timezone.localtime(at).date()):
        found.append("The rule pack has no such day. Choose one from the list.")
    if not rule and not (month and day):
        found.append("Give a day and a month, or choose one from the rule pack.")
    elif not rule and month and day:
        found += drafting_rules.obstacles_to_day(month, day)
    return found or drafting_rules.obstacles_to_overwriting(
        seen, piece_of(version.content["dates"], date)
    )


def _day(month: int | None, day: int | None, rule: str, each: bool) -> dict[str, Any]:
    """Its day, and that each who holds the role does it, where they do."""
    found: dict[str, Any] = {"rule": rule} if rule else {"day": f"{month:02}-{day:02}"}
    return found | ({"each": True} if each else {})


@action(by=WRITERS, unless=obstacles_to_date, records="key_date_added")
def add_date(
    version: PolicyVersion, *, by: Person, at: datetime, what: str, who: str,
    month: int | None = None, day: int | None = None, rule: str = "", each: bool = False,
) -> PolicyVersion:  # fmt: skip
    """Add a key date: what is due every year, who does it, on which day."""
    taken = {one["id"] for one in version.content["dates"]} | set(version.content.get("gone", ()))
    one = {"id": drafting_rules.new_id(what, taken), "what": what, "who": who}
    version.content["dates"].append(one | _day(month, day, rule, each))
    return keep(version, f"added the key date “{what}”", name="key_date_added", by=by, at=at,
                date=one["id"])  # fmt: skip


@action(by=WRITERS, unless=obstacles_to_date, records="key_date_changed")
def write_date(
    version: PolicyVersion, *, by: Person, at: datetime, date: str, what: str, who: str,
    month: int | None = None, day: int | None = None, rule: str = "", each: bool = False,
    seen: str = "",
) -> PolicyVersion:  # fmt: skip
    """Change a key date: what is due, who does it, or its day."""
    one = piece_of(version.content["dates"], date) or {}
    before = dict(one)
    one.pop("day", None)
    one.pop("rule", None)
    one.pop("each", None)
    one |= {"what": what, "who": who} | _day(month, day, rule, each)
    return keep(version, f"changed the key date “{what}”", name="key_date_changed", by=by, at=at,
                date=date, before=before)  # fmt: skip


@action(by=WRITERS, unless=obstacles_to_date, records="key_date_taken_out")
def take_out_date(version: PolicyVersion, *, by: Person, at: datetime, date: str) -> PolicyVersion:
    """Take a key date out of a draft."""
    one = piece_of(version.content["dates"], date) or {}
    version.content["dates"].remove(one)
    version.content.setdefault("gone", []).append(date)
    return keep(version, f"took out the key date “{one['what']}”", name="key_date_taken_out",
                by=by, at=at, date=date, said=one)  # fmt: skip


# -- links -----------------------------------------------------------------------------------


def obstacles_to_linking(
    version: PolicyVersion, person: Person, at: datetime, *, link: str | None = None,
    title: str | None = None, address: str = "", seen: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    found = queries.obstacles_to_editing(version, person, at)
    known = drafting_rules.links(version.content)
    if link is not None and piece_of(known, link) is None:
        found.append("There is no such link in this version.")
    if title is None or found:
        return found
    if address in {one["url"] for one in known if one["id"] != link}:
        found.append("That address is linked already.")
    found += drafting_rules.obstacles_to_link(address, title)
    return found or drafting_rules.obstacles_to_overwriting(seen, piece_of(known, link))


@action(by=WRITERS, unless=obstacles_to_linking, records="link_added")
def add_link(
    version: PolicyVersion, *, by: Person, at: datetime, title: str, address: str
) -> PolicyVersion:
    """Add a link to a document of the awarding body or of the centre."""
    known = drafting_rules.links(version.content)
    taken = {one["id"] for one in known} | set(version.content.get("gone", ()))
    one = {"id": drafting_rules.new_id(title, taken), "title": title, "url": address}
    version.content["links"] = [*known, one]
    return keep(version, f"added the link “{title}”", name="link_added", by=by, at=at,
                link=one["id"], address=address)  # fmt: skip


@action(by=WRITERS, unless=obstacles_to_linking, records="link_changed")
def write_link(
    version: PolicyVersion, *, by: Person, at: datetime, link: str, title: str, address: str,
    seen: str = "",
) -> PolicyVersion:  # fmt: skip
    """Change where a link leads, or what it is called."""
    version.content["links"] = drafting_rules.links(version.content)
    one = piece_of(version.content["links"], link) or {}
    before = dict(one)
    one |= {"title": title, "url": address}
    return keep(version, f"changed the link “{title}”", name="link_changed", by=by, at=at,
                link=link, before=before)  # fmt: skip


@action(by=WRITERS, unless=obstacles_to_linking, records="link_taken_out")
def take_out_link(version: PolicyVersion, *, by: Person, at: datetime, link: str) -> PolicyVersion:
    """Take a link out of a draft."""
    version.content["links"] = drafting_rules.links(version.content)
    one = piece_of(version.content["links"], link) or {}
    version.content["links"].remove(one)
    version.content.setdefault("gone", []).append(link)
    return keep(version, f"took out the link “{one['title']}”", name="link_taken_out", by=by,
                at=at, link=link, said=one)  # fmt: skip


# -- whose it is and who decides -------------------------------------------------------------


def obstacles_to_naming(
    version: PolicyVersion, person: Person, at: datetime, *, owner: str | None = None,
    readers: Iterable[str] = (), approvers: Iterable[str] = (), approval: str = ALL,
    seen: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """A policy has an owner who may review it, readers, and approvers with somebody in post."""
    found = queries.obstacles_to_editing(version, person, at)
    if owner is None or found:
        return found
    readers, approvers = list(readers), list(approvers)
    if owner not in STAFF:
        found.append("Choose the role that owns the policy.")
    if not readers or set(readers) - {*READERS, Role.LEARNER}:
        found.append("Choose the roles that the policy concerns.")
    if not approvers or set(approvers) - set(APPROVERS):
        found.append("Choose at least one role that approves the policy.")
    if approval not in (ALL, ANY):
        found.append("Say whether all of them must agree or any one of them.")
    in_post = queries.people_in_post(version.policy.centre, at)
    empty = [role for role in approvers if role in set(Role) and not in_post.get(Role(role))]
    if empty:
        found.append(
            f"Nobody is in post as {in_turn(empty)}, so nobody could approve. "
            "Choose another role, or ask the administrator to give this one."
        )
    return found or drafting_rules.obstacles_to_overwriting(
        seen, drafting_rules.responsibilities(version.content)
    )


@action(by=WRITERS, unless=obstacles_to_naming, records="responsibilities_set")
def set_responsibilities(
    version: PolicyVersion, *, by: Person, at: datetime, owner: str, readers: Iterable[str],
    approvers: Iterable[str], approval: str = ALL, seen: str = "",
) -> PolicyVersion:  # fmt: skip
    """Say who owns a policy, whom it concerns, who approves it, and whether all of them must."""
    before = drafting_rules.responsibilities(version.content)
    after = {"owner": owner, "readers": list(readers), "approvers": list(approvers),
             "approval": approval}  # fmt: skip
    version.content |= after
    return keep(version, "said whose it is and who decides", name="responsibilities_set", by=by,
                at=at, before=before, after=after)  # fmt: skip
