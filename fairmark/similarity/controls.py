"""What comparing work shows of the clause on plagiarism."""

from __future__ import annotations

from datetime import date

from fairmark.assessment.control_queries import Piece
from fairmark.assessment.controls import ASSESSOR, of_assignments, over_work
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, shows, state_of
from fairmark.policies.queries import number
from fairmark.similarity import control_queries
from fairmark.similarity.queries import PERCENT
from fairmark.ui.words import how_many

_HONEST = (
    "every piece of work came with its declaration and was compared with other work, likeness that the "
    "policy asks about was looked into before the work was signed, and no brief is an earlier one again."
)


@shows("ASM-8")
@over_work(_HONEST)
def plagiarism_is_made_unlikely(centre: Centre, on: date, found: list[Piece]) -> Showing:
    """Declared, compared, looked into; a brief that is used again is named, and is not bad by itself.

    What is not compared or looked into turns the clause once the work is signed.
    """
    percent = number(centre, PERCENT, on=on)
    compared = control_queries.compared(centre, on, found)
    alike = control_queries.to_look_into(centre, on, found)
    undeclared = [one for one in found if not one.work.statement]
    missing = [one for one in found if one.work.pk not in compared]
    unread = [one for one in found if compared.get(one.work.pk)]
    looked = [one for one in found if one.work.pk in alike]
    findings = of_assignments("without the learner’s statement", undeclared)
    for what, short in (
        ("not compared with other work", missing),
        ("like other work, which nobody has looked into", looked),
    ):
        signed = [one for one in short if one.records]
        findings += of_assignments(f"signed and {what}", signed)
        findings += of_assignments(what, [one for one in short if not one.records], bad=False)
    findings += of_assignments(
        "with a file that could not be read to compare it", unread, bad=False
    )
    again = control_queries.used_again(centre, on)
    findings += [
        Finding(
            f"{held.standing.planning.cohort}, {held.standing.name}: the brief is that of "
            f"{held.cohort} again",
            "Scenario and tasks are word for word the same, so last year’s answers serve.", 1,
            held.brief.get_absolute_url(), "Open the brief", ASSESSOR, False,
            scopes=held.standing.planning.cohort.scopes(),
        )
        for held in again
    ]  # fmt: skip
    told = len(found) - len(missing) - len(unread)
    return Showing(
        state_of(findings),
        f"{how_many(told, 'piece')} of work compared with other work, of {len(found)}; "
        f"{how_many(len(looked), 'piece')} waiting to be looked into; "
        f"{how_many(len(again), 'brief')} used again.",
        tuple(findings), (Meter("Compared", told, len(found)),),
        (Promise("Likeness to other work is looked into from", f"{percent}",
                 "in every hundred words."),),
        len(found), "/tracking/", told, len(found), _HONEST,
    )  # fmt: skip
