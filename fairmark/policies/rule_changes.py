"""What policies work by in the rule pack, and which of their numbers an amendment would break."""

from collections.abc import Iterable
from datetime import date

from fairmark.centre.models import Centre
from fairmark.policies import exemplars, queries
from fairmark.policies.models import PolicyVersion
from fairmark.policies.rules import PLACEHOLDER, Bound, Choice, Decided
from fairmark.rulebook.naming import call
from fairmark.rulebook.queries import NoRule, supposing
from fairmark.rulebook.readers import (
    Change,
    Consequence,
    Kind,
    Task,
    Use,
    uses_rules,
    weighs_rules,
    works_by,
)
from fairmark.rulebook.rules import Pack
from fairmark.ui.words import in_turn

works_by("policies.dossiers_kept", "How many dossiers of a policy are kept", "/policies/")
works_by("policies.review_months", "When each policy is reviewed next", "/policies/")
works_by(
    "calendar.year_begins", "Which year a day belongs to, and the order of key dates", "/plan/"
)
works_by("planner.edition_days", "By when a newer edition is worked in", "/policies/editions/")
for _kind in exemplars.KINDS:
    for _key, _name in exemplars.exemplar(_kind).choices.items():
        call(f"policy.{_key}", _name)
        works_by(
            f"policy.{_key}", f"How “{_name}” is answered, in the policy: "
            f"{exemplars.exemplar(_kind).title.lower()}", f"/policies/{_kind}/",
        )  # fmt: skip
    for _key, (_name, *_) in exemplars.exemplar(_kind).numbers.items():
        call(f"policy.{_key}", _name)
        works_by(
            f"policy.{_key}", f"What “{_name}” may be, in the policy: "
            f"{exemplars.exemplar(_kind).title.lower()}", f"/policies/{_kind}/",
        )  # fmt: skip


@uses_rules
def numbers_dates_and_texts(centre: Centre, on: date) -> Iterable[tuple[str, Use]]:
    """Of every policy in force: its bounded numbers, its key dates, and texts that name a rule."""
    for kind, version in queries.versions_in_force(centre, on=on).items():
        link = f"/policies/{kind}/"
        for key, value in queries.numbers_of(version).items():
            yield (
                f"policy.{key}",
                Use(f"“{exemplars.words_of(key)[0]}” is {value}, {version}", link),
            )
        named = exemplars.exemplar(kind).choices
        for key, words in queries.words_of_choices(version).items():
            yield f"policy.{key}", Use(f"“{named[key]}” is “{words}”, {version}", link)
        for one in version.content["dates"]:
            if "rule" in one:
                yield one["rule"], Use(f"Key date “{one['what']}”, {version}", link)
        for key in sorted(_named(version)):
            yield key, Use(f"The text of {version} says it", link)


def _named(version: PolicyVersion) -> set[str]:
    found = (
        name for text in queries.all_texts(version.content) for name in PLACEHOLDER.findall(text)
    )
    return {name.removeprefix("rule:") for name in found if name.startswith("rule:")}


@weighs_rules
def numbers_that_break(change: Change) -> Iterable[Consequence]:
    """Numbers in force, now or to come, that the bounds of today allow and the new ones do not."""
    touched = {one.rule.key for one in change.differences if one.rule.key.startswith("policy.")}
    days = sorted(
        {change.on} | {one.from_on for one in change.differences if one.from_on > change.on}
    )
    told: set[str] = set()
    for day in days:
        for version in queries.versions_in_force(change.centre, on=day).values():
            for key, value in queries.decided_in(version).items():
                if f"policy.{key}" in touched and key not in told:
                    was = _limit(change, change.before, key, value, day)
                    now = _limit(change, change.after, key, value, day)
                    if now and now.beyond(value) and (was is None or not was.beyond(value)):
                        told.add(key)
                        yield _broken(version, key, value, now, day)


def _limit(
    change: Change, supposed: Pack, key: str, value: Decided, on: date
) -> Bound | Choice | None:
    with supposing(change.centre, supposed):
        try:
            return queries.bound(key, on=on) if isinstance(value, int) else queries.ways(key, on=on)
        except NoRule:
            return None


def _broken(
    version: PolicyVersion, key: str, value: Decided, limit: Bound | Choice, on: date
) -> Consequence:  # fmt: skip
    kind = version.policy.kind
    strength = "It must" if limit.firm else "It should"
    if isinstance(limit, Bound):
        said = f"“{limit.name}” is {value} in {version}."
        wanted = f"from {limit.least} to {limit.most} {limit.unit}"
    else:
        said = f"“{limit.name}” is “{limit.words(str(value))}” in {version}."
        wanted = in_turn([f"“{one.words}”" for one in limit.allowed], last="or")
    return Consequence(
        Kind.NUMBER, f"“{limit.name}”",
        f"{said} {strength} be {wanted} from {on:%-d %B %Y} on (source: {limit.source}).",
        f"/policies/{kind}/",
        Task(
            key, f"Bring “{limit.name}” within the amended rules: "
            f"{exemplars.exemplar(kind).title.lower()}", version.content["owner"],
        ),
    )  # fmt: skip
