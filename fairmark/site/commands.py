"""What each command of the command line does."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command

from fairmark.administration.actions import open_year, set_up_centre
from fairmark.calendar import clock
from fairmark.catalogue.rules import IDENTIFIERS
from fairmark.centre.models import Centre
from fairmark.exchange.actions import BadFile, commit_import, upload_file
from fairmark.exchange.importing import Importer, importer_of, make_plan
from fairmark.exchange.reading import Unreadable, refuse_large
from fairmark.exchange.rules import Table
from fairmark.policies.actions import adopt_template
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import usual_year
from fairmark.registration.actions import register_intake
from fairmark.registration.agreement_actions import compare_records
from fairmark.registration.agreement_models import Difference
from fairmark.registration.list_imports import zipped
from fairmark.site import (
    daily,
    doctor,
    grade_commands,
    policy_commands,
    result_commands,
    rule_commands,
    tracking_commands,
)
from fairmark.site.speaking import Options, Wanting, acting_as, centre_of, centres, show
from fairmark.trail.checking import verify
from fairmark.trail.models import Event
from fairmark.ui.words import how_many
from fairmark.workflow.refusals import Refused


def init(options: Options) -> None:
    """Make an empty centre; ask only for what was not given."""
    asked = {
        "name": "What is the centre called? ",
        "number": "Its five-digit centre number? ",
        "admin_email": "The first administrator’s e-mail address? ",
    }
    for name, question in asked.items():
        if not getattr(options, name):
            if not sys.stdin.isatty():
                raise Wanting(f"Give --{name.replace('_', '-')}.")
            setattr(options, name, input(question).strip())
    call_command("migrate", verbosity=0, interactive=False)
    if Centre.objects.filter(number=options.number).exists():
        raise Wanting(f"Centre {options.number} is set up here already.")
    at = clock.now()
    try:
        centre = set_up_centre(
            name=options.name, number=options.number, nation=options.nation,
            admin_name=options.admin_name or options.admin_email.split("@")[0],
            admin_email=options.admin_email, at=at,
        )  # fmt: skip
    except ValidationError as error:
        raise Wanting(" ".join(error.messages)) from None
    machine = acting_as(Options(acting=None), centre)
    starts_on, ends_on = usual_year(clock.today())
    for back in (1, 0):
        first = starts_on.replace(year=starts_on.year - back)
        last = ends_on.replace(year=ends_on.year - back)
        open_year(centre, by=machine, at=at, starts_on=first, ends_on=last)
    adopt_template(
        centre, by=machine, at=at, effective_on=starts_on.replace(year=starts_on.year - 1)
    )
    show(
        options, {"centre": centre.number, "name": centre.name, "administrator": options.admin_email},
        f"{centre.name} (centre {centre.number}) is set up.",
        f"Next: fairmark serve, then set a password for {options.admin_email} with "
        "“Forgotten your password?”.",
    )  # fmt: skip


def bring_in(options: Options) -> None:
    """Import a file, as a whole or not at all."""
    if options.kind == "results":
        result_commands.results(options)
        return
    if len(options.path) > 1:
        raise Wanting("Only results come from several files at once. Import these one by one.")
    [options.path] = options.path
    centre = centre_of(options)
    person, at = acting_as(options, centre), clock.now()
    chosen = _chosen(options)
    try:
        content = _content(options.path)
        importer = importer_of(options.kind)
        table = importer.table(content, options.path.name)
        _refuse_unknown_columns(importer, table, chosen or {})
        plan = make_plan(importer, centre, table, chosen=chosen, on=clock.today())
    except Unreadable as problem:
        _refuse_file(options, {"row": None, "column": "", "message": str(problem)})
    document = plan.as_json()
    if plan.errors:
        _report(options, document, changed=False)
        raise Wanting(f"{len(plan.errors)} errors; nothing was brought in.")
    if not options.dry_run:
        try:
            run = upload_file(
                centre, by=person, at=at, kind=options.kind, file_name=options.path.name,
                content=content,
            )  # fmt: skip
            if chosen:
                run.mapping = chosen
                run.save(update_fields=["mapping"])
            commit_import(run, by=person, at=at)
        except BadFile as bad:
            _report(options, bad.plan.as_json(), changed=False)
            raise Wanting("Nothing was brought in.") from None
        except Refused as refusal:
            raise Wanting(str(refusal)) from None
    _report(options, document, changed=not options.dry_run)


def _refuse_unknown_columns(importer: Importer, table: Table, chosen: dict[str, str]) -> None:
    names = [column.name for column in importer.columns]
    for name, heading in chosen.items():
        if name not in names:
            raise Wanting(f"There is no column “{name}”. There are: {', '.join(names)}.")
        if heading not in table.headings:
            raise Wanting(
                f"The file has no heading “{heading}”. It has: {', '.join(table.headings)}."
            )


def _content(path: Path) -> bytes:
    if path.is_dir():
        return zipped(path)
    try:
        refuse_large(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from None


def _chosen(options: Options) -> dict[str, str] | None:
    pairs = [pair.partition("=") for pair in options.column]
    return {name: heading for name, _, heading in pairs} or None


def _refuse_file(options: Options, problem: dict[str, Any]) -> None:
    document = {"created": 0, "changed": 0, "unchanged": 0, "warnings": [], "errors": [problem]}
    if options.json:
        show(options, document)
    raise Wanting(f"{problem['message']} Nothing was brought in.")


def _report(options: Options, document: dict[str, Any], *, changed: bool) -> None:
    would = "" if changed else "would be "
    lines = [
        f"{document['created']} {would}new, {document['changed']} {would}changed, "
        f"{document['unchanged']} as they were."
    ]
    for title in ("errors", "warnings"):
        for problem in document[title]:
            where = f"row {problem['row']}, " if problem["row"] else ""
            lines.append(f"{title[:-1]}: {where}{problem['column']}: {problem['message']}")
    show(options, document, *lines)


def register(options: Options) -> int:
    """Register an intake, or every intake."""
    centre = centre_of(options)
    person, at = acting_as(options, centre), clock.now()
    cohorts = Cohort.objects.filter(centre=centre)
    if options.cohort:
        by_code = cohorts.filter(code=options.cohort)
        cohorts = by_code if by_code.exists() else cohorts.filter(groups__code=options.cohort)
        if not cohorts.exists():
            known = ", ".join(Cohort.objects.filter(centre=centre).values_list("code", flat=True))
            raise Wanting(f"There is no cohort “{options.cohort}”. There are: {known or 'none'}.")
    document: dict[str, Any] = {"registered": 0, "refused": [], "cohorts": []}
    reasons = []
    for cohort in cohorts:
        try:
            outcome = register_intake(cohort, by=person, at=at, on=options.on)
        except Refused as refusal:
            reasons.append(str(refusal))
            continue
        document["registered"] += len(outcome.registered)
        document["cohorts"].append({"code": cohort.code, "registered": len(outcome.registered)})
        document["refused"] += [
            {"student_ref": enrolment.learner.ref, "reasons": why}
            for enrolment, why in outcome.refused
        ]
    lines = [f"{document['registered']} learners registered."]
    lines += [f"{one['student_ref']}: {' '.join(one['reasons'])}" for one in document["refused"]]
    show(options, document, *lines)
    if reasons and not document["registered"]:
        raise Wanting(" ".join(reasons))
    return 1 if document["refused"] else 0


def reconcile(options: Options) -> None:
    """Compare our registrations with the awarding body's record."""
    centre = centre_of(options)
    try:
        comparison = compare_records(centre, by=acting_as(options, centre), at=clock.now())
    except Refused as refusal:
        raise Wanting(str(refusal)) from None
    differences = [
        {
            "kind": one.kind,
            "student_ref": one.student_ref or None,
            "registration_number": one.number or None,
            "ours": one.ours,
            "theirs": one.theirs,
            "cure": one.cure,
        }
        for one in Difference.objects.filter(centre=centre).exclude(state=Difference.State.RESOLVED)
    ]
    document = {
        "compared_at": comparison.compared_at.isoformat().replace("+00:00", "Z"),
        "matched": comparison.matched,
        "differences": differences,
    }
    lines = [f"{comparison.matched} matched, {len(differences)} differences."]
    lines += [
        f"{one['kind']}: {one['student_ref'] or one['registration_number']}: "
        f"{one['ours']} / {one['theirs']}. {one['cure']}"
        for one in differences
    ]
    show(options, document, *lines)


def check(options: Options) -> int:
    """Check identifiers by their check digits."""
    results = []
    for value in options.values:
        problem = IDENTIFIERS[options.kind](value.strip())
        results.append({"value": value, "ok": not problem, "reason": problem})
    show(
        options, results,
        *(f"{one['value']}: {one['reason'] or 'right'}" for one in results),
    )  # fmt: skip
    return 0 if all(one["ok"] for one in results) else 1


def board(options: Options) -> None:
    """Every clause, its state, completeness and findings."""
    from fairmark.assurance.queries import board_of
    from fairmark.guide.queries import in_use

    centre = centre_of(options)
    edition = in_use(centre).name
    on: date = options.on or clock.today()
    lines_of = board_of(centre, on)
    if options.clause:
        lines_of = [line for line in lines_of if line.clause.id == options.clause.upper()]
        if not lines_of:
            raise Wanting(f"The edition {edition} has no clause {options.clause}.")
    document = {
        "edition": edition,
        "clauses": [
            {
                "id": line.clause.id,
                "area": line.clause.area,
                "state": line.showing.state.value,
                "complete": line.showing.complete,
                "findings": [
                    {"what": f.what, "about": f.about, "count": f.count, "link": f.link}
                    for f in line.showing.findings
                ],
                "sentence": line.showing.sentence,
            }
            for line in lines_of
        ],
    }
    show(
        options, document,
        *(f"{one.clause.id:8} {one.showing.state:14} {one.showing.sentence}" for one in lines_of),
    )  # fmt: skip


def trail(options: Options) -> int:
    """Verify the trail, or read one learner's."""
    centre = centre_of(options)
    if options.part == "verify":
        report = verify(centre)
        document = {
            "ok": report.ok,
            "events": report.events,
            "head": report.head,
            "problems": [{"sequence": p.sequence, "what": p.what} for p in report.problems],
        }
        lines = [f"{report.events} events, {'whole' if report.ok else 'NOT whole'}."]
        lines += [f"{p.sequence or '-'}: {p.what}" for p in report.problems]
        show(options, document, *lines)
        return 0 if report.ok else 1
    learner = centre.learners.filter(ref=options.ref).first()
    if learner is None:
        raise Wanting(f"There is no learner with the reference {options.ref}.")
    events = list(Event.objects.of_centre(centre).about(learner.trail_subject()).newest_first())
    told = [
        {"sequence": e.sequence, "at": e.at, "name": e.name, "sentence": e.sentence, "hash": e.hash}
        for e in reversed(events)
    ]
    show(options, told, *(f"{e['at']} {e['sentence']}" for e in told))
    return 0


def examine(options: Options) -> int:
    """Database, durability, disk and versions; the cure where something is wrong."""
    found = doctor.examine()
    show(
        options,
        {"ok": all(one.ok for one in found),
         "checks": [{"what": o.what, "ok": o.ok, "found": o.found, "cure": o.cure} for o in found]},
        *(f"{'ok  ' if o.ok else 'BAD '} {o.what}: {o.found}{'' if o.ok else f' Cure: {o.cure}'}"
          for o in found),
    )  # fmt: skip
    return 0 if all(one.ok for one in found) else 1


def serve(options: Options) -> None:
    """Serve the centre."""
    from fairmark.site.serving import serve as serve_now

    wrong = [one for one in doctor.examine() if not one.ok]
    if wrong:
        raise Wanting("\n".join(f"{one.what}: {one.found} Cure: {one.cure}" for one in wrong))
    serve_now(options.host, options.port)


def do_daily(options: Options) -> int:
    """Do the day's jobs of every centre now: board, trail, reminders, mail."""
    days = [daily.do_day(centre, at=clock.now()) for centre in centres()]
    show(
        options, daily.as_json(days),
        *(f"{one.centre}: "
          + ("done before today" if one.was_done else f"{one.turned} clauses turned, "
             f"trail {'whole' if one.trail_ok else 'NOT whole'}, {how_many(one.queued, 'reminder')} queued")
          + f"; {how_many(one.sent, 'mail')} sent." for one in days),
    )  # fmt: skip
    return 0 if all(one.trail_ok for one in days) else 1


def demo(options: Options) -> None:
    """Make the demonstration centre and serve it."""
    from demo.command import run

    run(options)


COMMANDS: dict[str, Callable[[Options], int | None]] = {
    "init": init,
    "import": bring_in,
    "register": register,
    "reconcile": reconcile,
    "board": board,
    "check": check,
    "grade": grade_commands.grade,
    "tracking": tracking_commands.tracking,
    "trail": trail,
    "policy": policy_commands.policy,
    "rules": rule_commands.rules,
    "daily": do_daily,
    "doctor": examine,
    "serve": serve,
    "demo": demo,
}
