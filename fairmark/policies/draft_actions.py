"""Writing a version: from the centre's answers, block by block, until it is sent for approval."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.policies import drafting_queries, exemplars, queries, questions, wording
from fairmark.policies.drafting_rules import block_of, obstacles_to_overwriting, piece_of, text_of
from fairmark.policies.models import (
    Comment,
    Policy,
    PolicyChoice,
    PolicyNumber,
    PolicyVersion,
    Profile,
)
from fairmark.policies.procedure_rules import NEXT, obstacles_to_leading_on
from fairmark.policies.rules import WRITERS, choices_in
from fairmark.trail.writing import record
from fairmark.workflow.actions import action, all_actions

#: Who may remark on a draft: everybody who works by it.
STAFF = (
    *WRITERS, Role.EXAMS_OFFICER, Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER,
    Role.INTERNAL_VERIFIER, Role.ASSESSOR,
)  # fmt: skip


def obstacles_to_answering(
    centre: Centre, person: Person, at: datetime, *, answers: Mapping[str, Any] | None = None,
    **_: Any,
) -> list[str]:  # fmt: skip
    if answers is None:
        return []
    found = [
        f"Answer: {question.label}"
        for question in questions.QUESTIONS
        if question.required and answers.get(question.name) in (None, "", [])
    ]
    on = timezone.localtime(at).date()
    return found or queries.outside_bounds(questions.numbers_in(answers), on, firm=True)


def cautions_on_answering(
    centre: Centre, person: Person, at: datetime, *, answers: Mapping[str, Any] | None = None,
    **_: Any,
) -> list[str]:  # fmt: skip
    """An answer beyond a bound of low confidence needs a reason, once."""
    before = questions.numbers_in(queries.answers_of(centre))
    numbers = questions.numbers_in(answers or {})
    changed = {key: value for key, value in numbers.items() if before.get(key) != value}
    return queries.outside_bounds(changed, timezone.localtime(at).date(), firm=False)


@action(by=WRITERS, unless=obstacles_to_answering, warn=cautions_on_answering,
        records=("questions_answered", "draft_started"))  # fmt: skip
def answer_questions(
    centre: Centre, *, by: Person, at: datetime, answers: Mapping[str, Any]
) -> Profile:
    """Say what kind of centre this is, and have every policy it needs in draft."""
    profile, _ = Profile.objects.update_or_create(
        centre=centre,
        defaults={"answers": dict(answers), "answered_by": by, "answered_at": at},
    )
    needed = questions.required(profile.answers)
    refreshed = _answered_anew(centre, profile.answers)
    record(
        f"{by.name} answered the questions about the centre; {len(needed)} policies are required.",
        profile, name="questions_answered", by=by, at=at, answers=dict(answers),
        required=sorted(needed), worked_into=refreshed,
    )  # fmt: skip
    for kind in exemplars.KINDS:
        policy, _ = Policy.objects.get_or_create(centre=centre, kind=kind)
        if kind in needed and queries.open_draft(policy) is None and _stands_as_it_came(policy):
            _start(policy, by, at, from_exemplar=True)
    return profile


def _answered_anew(centre: Centre, answers: Mapping[str, Any]) -> list[str]:
    """Work new answers into the drafts that are still written on; nothing else changes its words."""
    ours, changed = questions.words_of_ours(answers), []
    drafts = PolicyVersion.objects.open().filter(policy__centre=centre, sent_at=None)
    for draft in drafts.select_related("policy").order_by("policy__kind"):
        if draft.content.get("answers") != ours:
            draft.content["answers"] = ours
            draft.save(update_fields=["content"])
            changed.append(str(draft))
    return changed


def _stands_as_it_came(policy: Policy) -> bool:
    """Whether the centre has published nothing of its own yet.

    A version that names no exemplar is one of the first, from before there were procedures.
    """
    last = queries.last_published(policy)
    return last is None or not last.exemplar or bool(queries.left_as_it_came(last))


@action(by=WRITERS, unless=queries.obstacles_to_drafting, records="draft_started")
def start_draft(
    policy: Policy, *, by: Person, at: datetime, from_exemplar: bool = False
) -> PolicyVersion:
    """Begin the next version: from the last one, or from the exemplar anew."""
    return _start(policy, by, at, from_exemplar=from_exemplar)


def _start(policy: Policy, by: Person, at: datetime, *, from_exemplar: bool) -> PolicyVersion:
    last = queries.last_published(policy)
    answers = queries.answers_of(policy.centre)
    on = timezone.localtime(at).date()
    proposed = queries.proposed_numbers(policy.kind, answers, on=on)
    exemplar = exemplars.exemplar(policy.kind)
    choices = queries.proposed_choices(policy.kind, on=on)
    if last:
        choices |= {key: code for key, code in queries.choices_of(last).items() if key in choices}
    if last and not from_exemplar:
        content, issue = last.content, last.exemplar
        numbers = queries.numbers_of(last)
        numbers |= {key: value for key, value in proposed.items() if key not in numbers
                    and key in content["numbers"]}  # fmt: skip
        content = content | {"choices": exemplar.choices}
    else:
        content = exemplar.content(questions.does(answers))
        issue, numbers = exemplars.ISSUE, proposed | _counted_by(last, proposed, answers)
    content = content | {"answers": questions.words_of_ours(answers)}
    content.pop("also_asked", None)
    # Whoever gave an answer beyond its bound gave the reason with it.
    queries.reason_given(content, {key: value for key, value in numbers.items()
                                   if questions.numbers_in(answers).get(key) == value}, on)  # fmt: skip
    newest = policy.versions.first()
    version = PolicyVersion.objects.create(
        policy=policy, number=newest.number + 1 if newest else 1, content=content, exemplar=issue,
        drafted_by=by, drafted_at=at,
    )  # fmt: skip
    begin_with(version, numbers, choices, on)
    record(
        f"{by.name} began {version}.", version, name="draft_started", by=by, at=at,
        begun_from="exemplar" if from_exemplar or not last else f"version {last.number}",
    )  # fmt: skip
    return version


def begin_with(
    version: PolicyVersion, numbers: Mapping[str, int], choices: Mapping[str, str], on: date
) -> None:
    """Give a new version its numbers and choices."""
    PolicyNumber.objects.bulk_create(
        PolicyNumber(version=version, key=key, value=value) for key, value in numbers.items()
    )
    PolicyChoice.objects.bulk_create(
        PolicyChoice(version=version, key=key, option=code, words=queries.ways(key, on=on).words(code))
        for key, code in choices.items()
    )  # fmt: skip


def _counted_by(
    last: PolicyVersion | None, proposed: Mapping[str, int], answers: Mapping[str, Any]
) -> dict[str, int]:
    """The numbers of the last version that the exemplar has too and no answer sets."""
    if last is None:
        return {}
    answered = {one.counts for one in questions.QUESTIONS if one.name in answers}
    return {
        key: value
        for key, value in queries.numbers_of(last).items()
        if key in proposed and key not in answered
    }


def keep(
    version: PolicyVersion, what: str, *, name: str, by: Person, at: datetime, **details: Any
) -> PolicyVersion:
    """Keep what a draft now says, and tell it in a sentence."""
    version.save(update_fields=["content"])
    record(f"{by.name} {what} in {version}.", version, name=name, by=by, at=at, **details)
    return version


def _written(version: PolicyVersion, what: str, block: Mapping[str, Any], by: Person,
             at: datetime, **details: Any) -> PolicyVersion:  # fmt: skip
    return keep(version, f"{what} “{block['heading']}”", name="block_written", by=by, at=at,
                block=block["id"], **details)  # fmt: skip


def obstacles_to_writing(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None,
    text: str | None = None, html: str = "", seen: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """It is a draft, has such a block, and every {name} in the text is one that can be filled."""
    found = _obstacles_to_text(version, person, at, block, text, html)
    if found or text is None:
        return found
    return obstacles_to_overwriting(seen, text_of(block_of(version.content, block) or {}))


def obstacles_to_saying(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None,
    text: str | None = None, html: str = "", seen: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    found = _obstacles_to_text(version, person, at, block, text, html)
    if found or text is None:
        return found
    one = block_of(version.content, block) or {}
    return obstacles_to_overwriting(seen, one.get("here", ""))


def _obstacles_to_text(
    version: PolicyVersion, person: Person, at: datetime, block: str | None, text: str | None,
    html: str,
) -> list[str]:  # fmt: skip
    found = queries.obstacles_to_editing(version, person, at)
    if block is None or found:
        return found
    if block_of(version.content, block) is None:
        return ["There is no such section in this version."]
    if text is None:
        return []
    kept = wording.kept(text, html)
    if not wording.words(kept, {}, {}):
        return ["The section would be empty."]
    return drafting_queries.obstacles_to_words(version, kept, on=timezone.localtime(at).date())


@action(by=WRITERS, unless=obstacles_to_writing, records="block_written")
def write_block(
    version: PolicyVersion, *, by: Person, at: datetime, block: str, text: str, html: str = "",
    heading: str = "", seen: str = "",
) -> PolicyVersion:  # fmt: skip
    """Write a section of a draft anew.

    `text` is as people type it; `html`, where it is given, as they wrote it in the editor. Either
    is cleaned before it is kept. `seen` is the fingerprint of what was there when it was begun.
    """
    one = block_of(version.content, block) or {}
    before = one["heading"]
    one["heading"] = heading.strip() or before
    one["html"] = wording.kept(text, html)
    return _written(version, "rewrote", one, by, at, called_before=before)


@action(by=WRITERS, unless=obstacles_to_saying, records="block_written")
def say_how_it_is_done_here(
    version: PolicyVersion, *, by: Person, at: datetime, block: str, text: str, html: str = "",
    seen: str = "",
) -> PolicyVersion:  # fmt: skip
    """Say of a procedure how this centre does it: where, with which form, by which name."""
    one = block_of(version.content, block) or {}
    one["here"] = wording.kept(text, html)
    return _written(version, "said how it is done here under", one, by, at)


def obstacles_to_writing_step(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None,
    step: str | None = None, seen: str = "", **written: Any,
) -> list[str]:  # fmt: skip
    found = queries.obstacles_to_editing(version, person, at)
    if block is None or found:
        return found
    one = block_of(version.content, block) or {}
    each = piece_of(one.get("steps", ()), step)
    if each is None:
        return ["There is no such step in this version."]
    found = obstacles_to_step(version, at, block=block, step=step, **written)
    return found or obstacles_to_overwriting(seen, each)


def obstacles_to_step(
    version: PolicyVersion, at: datetime, *, title: str = "", what: str = "",
    who: str | None = None, within: str = "", leaves: str = "", does: str = "", block: str = "",
    step: str | None = None, asks: str = "", answers: Sequence[Mapping[str, str]] = (), then: str = NEXT,
    **_: Any,
) -> list[str]:  # fmt: skip
    """What a step may say: a role that there is, words that can be filled, an action we have.

    And it leads to a step of its procedure, to the end, or to one of them by the answer.
    """
    others = (block_of(version.content, block) or {}).get("steps", ())
    found = obstacles_to_leading_on(others, step or "", asks=asks, answers=answers, then=then)
    if who is not None and who not in set(Role) - {Role.REVIEWER}:
        found.append("Choose the role that does the step.")
    if {"{", "}"} & set(title + leaves):
        found.append("A step’s title and its record are plain words, without {names}.")
    if does and does not in {one.name for one in all_actions()}:
        found.append("Fairmark does no such thing. Choose from the list, or leave it open.")
    on = timezone.localtime(at).date()
    return found + drafting_queries.obstacles_to_words(version, f"{what} {within}", on=on)


#: What a step holds of where it leads on.
LEADING = ("asks", "answers", "then")


def leading_on(asks: str, answers: Sequence[Mapping[str, str]], then: str) -> dict[str, Any]:
    """What a step keeps of where it leads; nothing where the next one follows."""
    if asks.strip():
        kept = [{"word": one["word"].strip(), "to": one["to"]} for one in answers]
        return {"asks": asks.strip(), "answers": kept}
    return {} if then == NEXT else {"then": then}


@action(by=WRITERS, unless=obstacles_to_writing_step, records="block_written")
def write_step(
    version: PolicyVersion, *, by: Person, at: datetime, block: str, step: str, title: str,
    what: str, who: str, within: str, leaves: str, does: str = "", asks: str = "",
    answers: Sequence[Mapping[str, str]] = (), then: str = NEXT, seen: str = "",
) -> PolicyVersion:  # fmt: skip
    """Write a step of a procedure anew: who does what, by when, leaving which record.

    It leads on to `then`, or, where it `asks` something, to where each of the `answers` says.
    """
    one = block_of(version.content, block) or {}
    each = piece_of(one["steps"], step) or {}
    each |= {"title": title, "what": what, "who": who, "by": within, "record": leaves}
    for name in ("action", *LEADING):
        each.pop(name, None)
    if does:
        each["action"] = does
    each |= leading_on(asks, answers, then)
    return _written(version, f"rewrote the step “{title}” under", one, by, at, step=step)


@action(
    by=WRITERS,
    unless=queries.obstacles_to_numbers,
    warn=queries.cautions_on_numbers,
    records="numbers_set",
)
def set_numbers(
    version: PolicyVersion, *, by: Person, at: datetime, numbers: Mapping[str, int],
    choices: Mapping[str, str] | None = None, seen: str = "",
) -> PolicyVersion:  # fmt: skip
    """Set the live numbers and choices of a draft, within what the rule pack allows."""
    on = timezone.localtime(at).date()
    before, after = queries.decided_in(version), queries.together(numbers, choices)
    told = _counted_now(version, numbers) + _chosen_now(version, choices or {}, on)
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    if queries.reason_given(version.content, changed, on):
        version.save(update_fields=["content"])
    record(
        f"{by.name} set numbers of {version}: {'; '.join(told) or 'none changed'}.",
        version, name="numbers_set", by=by, at=at, before=before, after=after,
    )  # fmt: skip
    return version


def _counted_now(version: PolicyVersion, numbers: Mapping[str, int]) -> list[str]:
    """Keep numbers of a draft; each that changed, told."""
    before, told = queries.numbers_of(version), []
    for key, value in numbers.items():
        if before.get(key) != value:
            PolicyNumber.objects.update_or_create(
                version=version, key=key, defaults={"value": value}
            )
            name = version.content["numbers"][key][0]
            told.append(f"{name}: {before.get(key, 'nothing')} to {value}")
    return told


def _chosen_now(version: PolicyVersion, choices: Mapping[str, str], on: date) -> list[str]:
    """Keep choices of a draft; each that changed, told."""
    before, names, told = queries.words_of_choices(version), choices_in(version.content), []
    for key, code in choices.items():
        words = queries.ways(key, on=on).words(code)
        if before.get(key) != words:
            PolicyChoice.objects.update_or_create(
                version=version, key=key, defaults={"option": code, "words": words}
            )
            told.append(f"{names[key]}: “{before.get(key, 'nothing')}” to “{words}”")
    return told


def obstacles_to_commenting(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None, **_: Any
) -> list[str]:
    if version.published_at or version.discarded_at:
        return ["Only a draft is commented on."]
    if block is not None and block_of(version.content, block) is None:
        return ["There is no such section in this version."]
    return []


@action(by=STAFF, unless=obstacles_to_commenting, anywhere=True, records="block_commented")
def comment_on_block(
    version: PolicyVersion, *, by: Person, at: datetime, block: str, words: str
) -> Comment:
    """Remark on a section of a draft."""
    comment = Comment.objects.create(version=version, block=block, words=words, by=by, at=at)
    record(
        f"{by.name} commented on {version}: {words}", comment, name="block_commented", by=by, at=at,
        block=block,
    )  # fmt: skip
    return comment


def obstacles_to_settling(comment: Comment, person: Person, at: datetime, **_: Any) -> list[str]:
    return ["This comment is settled already."] if comment.settled_at else []


@action(by=WRITERS, unless=obstacles_to_settling, records="comment_settled")
def settle_comment(comment: Comment, *, by: Person, at: datetime) -> Comment:
    """Say that a comment was taken up, or that nothing comes of it."""
    comment.settled_by, comment.settled_at = by, at
    comment.save(update_fields=["settled_by", "settled_at"])
    record(
        f"{by.name} settled a comment of {comment.by.name} on {comment.version}.",
        comment, name="comment_settled", by=by, at=at, block=comment.block,
    )  # fmt: skip
    return comment
