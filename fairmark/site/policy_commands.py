"""The centre's policies on the command line."""

from datetime import date
from typing import Any

from fairmark.calendar import clock
from fairmark.centre.models import Centre
from fairmark.policies import exemplars, queries, wording
from fairmark.policies.models import Policy, PolicyVersion
from fairmark.policies.reading import Reading, read
from fairmark.policies.register import register
from fairmark.site.policy_papers import export, noon, to_place, version_of
from fairmark.site.speaking import Options, centre_of, show


def policy(options: Options) -> int | None:
    """List the policies, show one, or export one whole."""
    centre = centre_of(options)
    on = options.on or clock.today()
    if options.part == "export" and _on_paper(options):
        return export(options, centre, on)
    if options.part == "list":
        _list(options, centre, on)
    else:
        _show_one(options, centre, on)
    return None


def _on_paper(options: Options) -> bool:
    return options.all or options.pdf or options.docx or options.dossier


def _show_one(options: Options, centre: Centre, on: date) -> None:
    version = version_of(options.kind, centre, on)
    reading = read(version, noon(on))
    document = _shown(version, reading)
    if options.part == "export":
        document |= _history(version)
    with to_place(getattr(options, "out", None)):
        show(options, document, *_lines(version, reading))


def _list(options: Options, centre: Centre, on: date) -> None:
    held = register(centre, on)
    rows = []
    for kind in exemplars.KINDS:
        version, draft = held.in_force.get(kind), held.drafts.get(kind)
        rows.append(
            {
                "kind": kind, "title": exemplars.exemplar(kind).title,
                "required": kind in held.required,
                "version": version.number if version else None,
                "effective_on": version.effective_on if version else None,
                "review_due_on": held.review_due_on(version) if version else None,
                "draft": draft.number if draft else None,
            }
        )  # fmt: skip
    show(
        options, rows,
        *(f"{row['kind']:22} "
          + (f"version {row['version']} since {row['effective_on']}, review by {row['review_due_on']}"
             if row["version"] else "none in force" if row["required"] else "not required")
          + (f"; draft {row['draft']}" if row["draft"] else "")
          for row in rows),
    )  # fmt: skip


def _shown(version: PolicyVersion, reading: Reading) -> dict[str, Any]:
    return {
        "kind": version.policy.kind,
        "title": version.policy.get_kind_display(),
        "version": version.number,
        "effective_on": version.effective_on,
        "summary": version.summary,
        "numbers": queries.numbers_of(version),
        "choices": {
            key: {"option": code, "words": queries.words_of_choices(version)[key]}
            for key, code in queries.choices_of(version).items()
        },
        "blocks": [
            {
                "id": block.id, "part": block.part, "heading": block.heading,
                "clauses": list(block.clauses), "html": str(block.html), "here": str(block.here),
                "note": block.note,
                "steps": [
                    {"id": step.id, "title": step.title, "what": _plain(step.what),
                     "who": step.who, "people": step.people, "by": _plain(step.by),
                     "record": step.record, "asks": step.asks, "leads": list(step.leads)}
                    for step in block.steps
                ],
            }
            for block in reading.blocks
        ],
        "learner": [
            {"id": block.id, "heading": block.heading, "html": str(block.html)}
            for block in reading.learner
        ],
        "dates": [{"what": one.what, "who": one.who, "month": one.month, "day": one.day,
                   "each": one.each}
                  for one in reading.dates],
        "links": version.content["links"],
    }  # fmt: skip


def _plain(html: str) -> str:
    return wording.words(html, {}, {})


def _history(version: PolicyVersion) -> dict[str, Any]:
    policy: Policy = version.policy
    return {
        "history": [
            {"version": one.number, "effective_on": one.effective_on, "summary": one.summary,
             "published_at": one.published_at, "published_by": str(one.published_by)}
            for one in policy.versions.published().select_related("published_by")
        ],
        "approvals": [
            {"version": one.version.number, "role": one.role, "person": str(one.person),
             "agreed": one.agreed, "words": one.words, "at": one.at}
            for one in version.approvals.select_related("person", "version")
        ],
        "reviews": [
            {"at": one.at, "by": str(one.by), "looked_at": one.looked_at, "found": one.found,
             "outcome": one.outcome, "due_on": one.due_on}
            for one in policy.reviews.select_related("by")
        ],
        "acknowledgements": [
            {"person": str(one.person), "at": one.at}
            for one in version.acknowledgements.select_related("person")
        ],
    }  # fmt: skip


def _lines(version: PolicyVersion, reading: Reading) -> list[str]:
    assert version.effective_on is not None
    found = [f"{version}, in force from {version.effective_on:%-d %B %Y}."]
    for block in reading.blocks:
        found += ["", block.heading, "-" * len(block.heading), _plain(block.html)]
        found += [_plain(block.here)] if block.here else []
        found += [
            f"{number}. {step.title} ({step.who}; {_plain(step.by)}): {_plain(step.what)}"
            for number, step in enumerate(block.steps, 1)
        ]
    return found
