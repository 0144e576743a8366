"""Versions as they are compared: one with another, or with the exemplar as it comes."""

from datetime import date, datetime

from django.utils import timezone

from fairmark.policies import changes, drafting_queries, exemplars, queries, questions
from fairmark.policies.changes import Text
from fairmark.policies.models import Policy, PolicyVersion


def text_of(version: PolicyVersion, at: datetime) -> Text:
    """A version, with the names that fill it at a moment."""
    names = queries.names_for(
        version.policy.centre, at, queries.all_texts(version.content),
        answers=queries.answers_in(version),
    )  # fmt: skip
    return Text(
        version.content, queries.numbers_of(version), names, _days(at),
        queries.words_of_choices(version),
    )  # fmt: skip


def _days(at: datetime) -> dict[str, str]:
    """The awarding body's days as people say them, by key."""
    days = drafting_queries.days_of_the_pack(timezone.localtime(at).date())
    return {
        key: f"{date(2000, one.value['month'], one.value['day']):%-d %B}"
        + (f", “{one.value['what']}”" if one.value.get("what") else "")
        for key, one in days.items()
    }


def exemplar_of(policy: Policy, at: datetime) -> Text:
    """The exemplar of a policy as it comes, with what the rule pack proposes for its numbers."""
    answers = queries.answers_of(policy.centre)
    content = exemplars.exemplar(policy.kind).content(questions.does(answers))
    on = timezone.localtime(at).date()
    numbers = queries.proposed_numbers(policy.kind, {}, on=on)
    choices = {
        key: queries.ways(key, on=on).words(code)
        for key, code in queries.proposed_choices(policy.kind, on=on).items()
    }
    names = queries.names_for(policy.centre, at, queries.all_texts(content), answers=answers)
    return Text(
        content | {"answers": questions.words_of_ours(answers)}, numbers, names, _days(at), choices
    )


def published_before(version: PolicyVersion) -> PolicyVersion | None:
    """The last version that was published before this one."""
    earlier = version.policy.versions.published().filter(number__lt=version.number)
    return earlier.order_by("-number").first()


def told_of(version: PolicyVersion, at: datetime) -> list[str]:
    """What a version changes of the one published before it; of the exemplar where it is the first."""
    last = published_before(version)
    before = text_of(last, at) if last else exemplar_of(version.policy, at)
    return changes.told(before, text_of(version, at))
