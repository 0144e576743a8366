"""What an amendment of the rule pack would change, and what stands in its way."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.rulebook import checking, files, readers, words
from fairmark.rulebook.models import RuleAmendment
from fairmark.rulebook.packs import shipped
from fairmark.rulebook.queries import in_use, in_use_before, over
from fairmark.rulebook.readers import Change, Consequence, Kind
from fairmark.rulebook.rules import EVERY_FAMILY, Pack, Rule, What, differences
from fairmark.ui.words import in_turn

#: Of so many rules in use one may be withdrawn before somebody says why. It guards against a file
#: that is not whole.
ONE_IN = 10


def parse(
    content: bytes, file_name: str, centre: Centre
) -> tuple[files.RuleFile, tuple[Rule, ...]]:
    """A file and its rules, held against the pack in use. Raises BadRules."""
    found = files.read(content, file_name)
    return found, checking.checked(
        found.rows, file=file_name, known=(*in_use(centre).rules, *shipped().rules),
        read=readers.keys_needed(),
    )  # fmt: skip


def change_of(amendment: RuleAmendment, on: date) -> Change:
    """What an amendment changes: the pack under it, and the same with it on top."""
    before = in_use_before(amendment.centre_id, amendment.in_use_at)
    after = over(before, amendment)
    return Change(amendment.centre, before, after, tuple(differences(before, after)), on)


def change_of_going_back(amendment: RuleAmendment, on: date) -> Change:
    """What taking an amendment back changes: the other way round."""
    there = change_of(amendment, on)
    back = tuple(differences(there.after, there.before))
    return Change(amendment.centre, there.after, there.before, back, on)


def consequences_of(change: Change) -> list[Consequence]:
    """What would follow, as the rooms above tell."""
    return readers.consequences(change)


def described(change: Change) -> dict[str, Any]:
    """A change as a document for those who script: rules, numbers, dates, clocks, what is lacking."""
    found = consequences_of(change)

    def of(kind: Kind) -> list[dict[str, str]]:
        return [{"what": one.what, "said": one.said, "link": one.link}
                for one in found if one.kind == kind]  # fmt: skip

    return {
        "rules": [
            {
                "what": str(one.what), "key": one.rule.key, "family": one.rule.family,
                "from": one.from_on.isoformat(), "source": one.rule.source,
                "before": words.value_words(one.before) if one.before else None,
                "after": words.value_words(one.after) if one.after else None,
            }
            for one in change.differences
        ],
        "numbers": of(Kind.NUMBER), "dates": of(Kind.DATE), "clocks": of(Kind.CLOCK),
        "lacking": lacking(change), "new_keys": new_keys(change),
        "new_families": new_families(change),
    }  # fmt: skip


def lacking(change: Change) -> list[str]:
    """Rules that Fairmark works by and that hold today, but would hold no more. Each with the cure."""
    found = []
    for key, uses in sorted(readers.keys_read().items()):
        for family in sorted({one.family for one in change.before.by_key.get(key, ())}):
            held = change.before.rule(key, family, change.on)
            gone = _first_day_without(change, key, family) if held else None
            if gone:
                found.append(
                    f"“{key}” for {words.family_words(family).lower()} would have no rule from "
                    f"{gone:%-d %B %Y} on. Fairmark works by it: {uses[0].what.lower()}. Keep the "
                    "rule in the file, or say what holds from then."
                )
    return found


def _first_day_without(change: Change, key: str, family: str) -> date | None:
    """From which day on, today or later, there would be no rule where there was one."""
    turns = {change.on} | {
        one.from_on for one in change.differences
        if one.rule.key == key and one.what == What.WITHDRAWN and one.from_on > change.on
    }  # fmt: skip
    return next(
        (day for day in sorted(turns)
         if change.before.rule(key, family, day) and not change.after.rule(key, family, day)),
        None,
    )  # fmt: skip


def new_keys(change: Change) -> list[str]:
    """Keys that no rule had before: kept and shown, and read by nothing."""
    known = set(change.before.by_key) | set(shipped().by_key)
    return sorted(set(change.after.by_key) - known)


def new_families(change: Change) -> list[str]:
    """Families that no rule named before: perhaps a slip of the finger."""
    known = {one.family for one in (*change.before.rules, *shipped().rules)} | set(words.FAMILIES)
    return sorted({one.family for one in change.after.rules} - known)


def loaded(centre: Centre) -> QuerySet[RuleAmendment]:
    """Every amendment that the centre ever read in, the newest first."""
    return RuleAmendment.objects.filter(centre=centre).select_related(
        "tried_by", "in_use_by", "set_aside_by", "taken_back_by"
    )


def lying(centre: Centre) -> list[RuleAmendment]:
    """The amendments in use, the one on top first."""
    found = loaded(centre).filter(in_use_at__isnull=False, taken_back_at=None)
    return list(found.order_by("-in_use_at", "-pk"))


def touching(centre: Centre, key: str) -> list[RuleAmendment]:
    """The amendments with a rule of a key, whatever came of them, the newest first."""
    return [one for one in loaded(centre) if any(row["key"] == key for row in one.rows)]


def as_it_came(key: str) -> list[Rule]:
    """The rules of a key in the pack that came with the software."""
    return sorted(shipped().by_key.get(key, ()), key=lambda one: (one.family, one.from_on))


def waiting(centre: Centre) -> RuleAmendment | None:
    """An amendment that was read in and waits to be put in use or set aside."""
    return RuleAmendment.objects.filter(
        centre=centre, in_use_at=None, set_aside_at=None
    ).first()  # fmt: skip


def on_top(centre: Centre) -> RuleAmendment | None:
    """The amendment in use that was put there last; None where the pack is as it came."""
    return next(iter(lying(centre)), None)


# -- obstacles -------------------------------------------------------------------------------


def obstacles_to_trying(
    centre: Centre, person: Person, at: datetime, *, name: str | None = None, **_: Any
) -> list[str]:
    if name is None:
        return []
    before = waiting(centre)
    if before:
        return [f"{before} waits to be put in use. Do that, or set it aside, first."]
    known = RuleAmendment.objects.filter(centre=centre, set_aside_at=None, name__iexact=name)
    if known.exists():
        return [f"An amendment called {name} was loaded before. Give this one another name."]
    return []


def obstacles_to_using(
    amendment: RuleAmendment, person: Person, at: datetime, **_: Any
) -> list[str]:
    if amendment.in_use_at:
        return ["This amendment was put in use already."]
    if amendment.set_aside_at:
        return ["This amendment was set aside. Load it again."]
    change = change_of(amendment, timezone.localtime(at).date())
    if not change.differences:
        return ["It says what the pack in use says already. Set it aside."]
    return lacking(change)


def cautions_on_using(
    amendment: RuleAmendment, person: Person, at: datetime, **_: Any
) -> list[str]:
    """Much that is withdrawn, or a key nobody knows, is more likely a file that is not right."""
    change = change_of(amendment, timezone.localtime(at).date())
    gone = sum(one.what == What.WITHDRAWN for one in change.differences)
    found = []
    if gone * ONE_IN > len(change.before.rules):
        found.append(
            f"It withdraws {gone} of the {len(change.before.rules)} rules in use. Look whether the "
            "file is whole."
        )
    if keys := new_keys(change):
        found.append(
            f"Nothing works by {_quoted(keys)}: the pack has no such key. Look whether it is "
            "written as the pack writes it."
        )
    if families := new_families(change):
        found.append(
            f"No rule knows the family {_quoted(families)}. Look whether it is written as the pack "
            "writes it."
        )
    return found


def _quoted(names: Iterable[str]) -> str:
    return in_turn([f"“{name}”" for name in names])


def obstacles_to_taking_back(
    amendment: RuleAmendment, person: Person, at: datetime, **_: Any
) -> list[str]:
    """It is the one on top; a later one is taken back before it."""
    if amendment.taken_back_at:
        return ["This amendment was taken back already."]
    if not amendment.in_use_at:
        return ["This amendment is not in use. Set it aside instead."]
    last = on_top(amendment.centre)
    if last and last.pk != amendment.pk:
        return [f"{last} came later. Take that back first."]
    return lacking(change_of_going_back(amendment, timezone.localtime(at).date()))


def obstacles_to_setting_aside(
    amendment: RuleAmendment, person: Person, at: datetime, **_: Any
) -> list[str]:
    if amendment.in_use_at:
        return ["This amendment is in use. Take it back instead."]
    return ["This amendment was set aside already."] if amendment.set_aside_at else []


def families_of(pack: Pack) -> list[str]:
    """The families that rules of a pack are for, by name."""
    families = {one.family for one in pack.rules} - {EVERY_FAMILY}
    return sorted(families, key=words.family_words)
