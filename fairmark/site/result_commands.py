"""Results of colleges' own tracking sheets on the command line: tried, and brought in all together."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from fairmark.calendar import clock
from fairmark.exchange.reading import Unreadable, refuse_large
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort
from fairmark.site.speaking import Options, Wanting, acting_as, centre_of, show
from fairmark.site.tracking_commands import cohort_of
from fairmark.tracking.result_actions import (
    bring_in_results,
    remembered,
    say_how_to_read,
    trial_of,
    upload_results,
)
from fairmark.tracking.result_forms import read_meanings
from fairmark.tracking.result_trial import Own, Trial, try_results
from fairmark.ui.words import how_many
from fairmark.workflow.refusals import Refused

#: The most marks left out that are told in lines. (A technical limit; --json tells all.)
_TOLD = 20


def results(options: Options) -> None:
    """Import results of a cohort from one sheet or several: all of them, or nothing."""
    centre = centre_of(options)
    person = acting_as(options, centre)
    if not options.cohort:
        raise Wanting("Say whose results these are with --cohort CODE.")
    cohort = cohort_of(centre, options.cohort)
    if upload_results.holding(cohort, person, clock.now()) is None:
        raise Wanting(
            f"{person} brings in no results of {cohort}. Say with --as who does: the programme leader, "
            "the lead internal verifier, or an assessor."
        )
    own = _own(options, centre.pk)
    contents = [(path.name, _content(path)) for path in options.path]
    tried = [(name, _tried(options, cohort, person, content, own)) for name, content in contents]
    _refuse_twice(tried)
    wrong = sum(len(trial.errors) for _, trial in tried)
    if options.dry_run or wrong:
        _report(options, tried, brought=False)
        if wrong:
            raise Wanting(f"{how_many(wrong, 'error')}; nothing was brought in.")
        return
    done = [(name, content) for (name, content), (_, trial) in zip(contents, tried, strict=True)
            if trial.does]  # fmt: skip
    try:
        with transaction.atomic():
            for name, content in done:
                _bring_in(options, cohort, person, name, content, own)
    except Refused as refusal:
        raise Wanting(f"{refusal} Nothing was brought in.") from None
    _report(options, tried, brought=True)


def _own(options: Options, centre: int) -> Own:
    held = remembered(centre).get(options.map or "", {})
    try:
        marks = read_meanings(options.mark)
    except ValidationError as error:
        raise Wanting(" ".join(error.messages)) from None
    if options.map and not held and not (marks or options.unit or options.assessor):
        known = ", ".join(sorted(remembered(centre))) or "none yet"
        raise Wanting(f"No reading is kept as “{options.map}”. There are: {known}.")
    return Own(
        options.unit or held.get("unit", ""), {**held.get("marks", {}), **marks},
        options.assessor or held.get("assessor", ""),
    )  # fmt: skip


def _content(path: Path) -> bytes:
    try:
        refuse_large(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise Wanting(f"{path} cannot be read: {error.strerror}.") from None
    except Unreadable as problem:
        raise Wanting(f"{path.name}: {problem} Nothing was brought in.") from None


def _tried(options: Options, cohort: Cohort, by: Person, content: bytes, own: Own) -> Trial:
    try:
        return try_results(cohort, by, clock.now(), content, own)
    except Unreadable as problem:
        raise Wanting(f"{problem} Nothing was brought in.") from None


def _refuse_twice(tried: list[tuple[str, Trial]]) -> None:
    """One criterion of one learner comes from one file."""
    seen: dict[tuple[int, int], str] = {}
    for name, trial in tried:
        keys = {one[:2] for one in trial.carried}
        keys |= {(one.enrolment, one.criterion) for one in trial.drafts}
        if both := keys & seen.keys():
            raise Wanting(
                f"{how_many(len(both), 'result')} of {name} stands in two of the files: it is in "
                f"{seen[min(both)]} too. Take it out of one. Nothing was brought in."
            )
        seen |= dict.fromkeys(keys, name)


def _bring_in(
    options: Options, cohort: Cohort, by: Person, name: str, content: bytes, own: Own
) -> None:
    at = clock.now()
    file = upload_results(cohort, by=by, at=at, file_name=name, content=content)
    if own != Own() or options.map:
        file = say_how_to_read(
            file, by=by, at=at, unit=own.unit, marks=dict(own.marks), assessor=own.assessor,
            name=options.map or "",
        )  # fmt: skip
    bring_in_results(
        file, by=by, at=at, seen=trial_of(file, by, at).fingerprint,
        records_at=options.records_at or "", declared=options.declare,
    )  # fmt: skip


def _report(options: Options, tried: list[tuple[str, Trial]], *, brought: bool) -> None:
    document: dict[str, Any] = {
        "brought_in": brought,
        "files": [{"file": name, **trial.as_json()} for name, trial in tried],
    }
    lines = []
    for name, trial in tried:
        would = "" if brought else "would be "
        lines.append(
            f"{name}: {len(trial.carried)} {would}carried over, {len(trial.drafts)} {would}drafted, "
            f"{trial.same} as here, {len(trial.left_out)} left out, {trial.undecided} undecided."
        )
        lines += [
            f"  unit {unit}: {one.met} met, {one.not_met} not met, {one.left_out} left out"
            for unit, one in trial.by_unit.items()
        ]
        lines += [f"  {note}" for note in trial.notes]
        lines += [
            f"  left out: row {one.row}, {one.column}: {one.name}, {one.criterion}: {one.why}"
            for one in trial.left_out[:_TOLD]
        ]
        lines += [
            f"  error: {f'row {one.row}, {one.column}: ' if one.row else ''}{one.message}"
            for one in trial.errors
        ]
    show(options, document, *lines)
