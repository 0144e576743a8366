"""What declared ties show of the guide’s clauses: that they are declared, and acted on."""

from collections.abc import Iterable
from datetime import date

from fairmark.assessment.control_queries import Piece, pieces
from fairmark.assessment.tie_models import AgreedTie
from fairmark.assessment.tie_queries import key_of, open_ties
from fairmark.assessment.tie_rules import NEAR, Tie
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Showing, State, shows, state_of
from fairmark.learners.models import Learner
from fairmark.people.models import ConflictOfInterest
from fairmark.people.queries import held_on
from fairmark.people.rules import STAFF_ROLES
from fairmark.rulebook.queries import rule
from fairmark.ui.words import how_many

LEAD_VERIFIER, NOMINEE = "Lead internal verifier", "Quality nominee"
_FAIR = (
    "nobody with a declared tie judged work without leave, staff who study here have declared it, and "
    "standards verification agrees with our decisions."
)


@shows("ASM-A2")
def ties_are_acted_on(centre: Centre, on: date) -> Showing:
    """Ties declared, and what became of the work they concern; outside verification is to come."""
    signed = [one for one in pieces(centre, on) if one.records]
    if not signed:
        return Showing(State.CANNOT_TELL, "No decision is signed on a running cohort.",
                       met_when=_FAIR)  # fmt: skip
    declared = open_ties(centre.pk)
    near = [one for one in declared if one.kind in NEAR]
    judged = _judged(signed, near)
    agreed = set(
        AgreedTie.objects.filter(conflict__in={tie.pk for _, tie in judged}).values_list(
            "conflict", "assignment", "enrolment"
        )
    ) if judged else set()  # fmt: skip
    alone = [
        (piece, tie) for piece, tie in judged
        if (tie.pk, piece.work.assignment_id, piece.work.enrolment_id) not in agreed
    ]  # fmt: skip
    colleagues = _undeclared(centre, on, signed, declared)
    findings = [
        Finding(
            f"{piece.standing.planning.cohort}, {piece.standing.name}: {tie.person} judged the work of "
            f"{piece.work.enrolment.learner} and has declared a tie", "Nobody has agreed to it.",
            link=piece.work.get_absolute_url(), link_text="See the work", owner=LEAD_VERIFIER,
            scopes=piece.standing.planning.cohort.scopes(),
        )
        for piece, tie in alone
    ]  # fmt: skip
    findings += [
        Finding(
            f"{piece.standing.planning.cohort}: {piece.work.enrolment.learner} works here and has not "
            "declared that they study here", "Declared before entries close, as a last resort.",
            link="/conflicts/", link_text="Conflicts of interest", owner=NOMINEE,
            scopes=piece.standing.planning.cohort.scopes(),
        )
        for piece in colleagues
    ]  # fmt: skip
    findings += _nameless(centre, near)
    findings.append(
        Finding("Standards verification is not kept in Fairmark yet", "The clause is about it too.",
                bad=False, link="/tracking/", link_text="Open the tracking sheets", owner=NOMINEE)
    )  # fmt: skip
    good = len(signed) - len({one.work.pk for one, _ in alone})
    return Showing(
        state_of(findings),
        f"{how_many(len(declared), 'tie')} declared; {how_many(len(judged), 'piece')} of work judged by "
        f"somebody with one, {len(judged) - len(alone)} of them agreed.", tuple(findings),
        (Meter("Judged by somebody without a tie, or agreed", good, len(signed)),), evidence=len(signed),
        evidence_link="/conflicts/", told=good, asked=len(signed), met_when=_FAIR,
    )  # fmt: skip


def _judged(
    signed: Iterable[Piece], near: Iterable[ConflictOfInterest]
) -> list[tuple[Piece, ConflictOfInterest]]:
    """Work that somebody with a near tie to its learner signed."""
    by_pair = {(one.person_id, key_of(one.learner_ref)): one for one in near if one.learner_ref}
    found = []
    for piece in signed:
        ref = key_of(piece.work.enrolment.learner.ref)
        for by in dict.fromkeys(one.by_id for one in piece.records):
            if tie := by_pair.get((by, ref)):
                found.append((piece, tie))
    return found


def _undeclared(
    centre: Centre, on: date, signed: Iterable[Piece], declared: Iterable[ConflictOfInterest]
) -> list[Piece]:
    """A piece of each learner who works here and has not said so. Source: COI-01."""
    if not rule("conflicts.own_staff_before_entries", on=on).value:
        return []
    staff = {one.person_id for one in held_on(centre, on) if one.role in STAFF_ROLES}
    staff -= {one.person_id for one in declared if one.kind == Tie.OWN_STUDY}
    found = {
        person: piece for piece in signed
        if (person := piece.work.enrolment.learner.person_id) in staff
    }  # fmt: skip
    return list(found.values())


def _nameless(centre: Centre, near: Iterable[ConflictOfInterest]) -> list[Finding]:
    """Ties that nothing can be held to: they name no learner that is known here."""
    near = list(near)
    refs = {key_of(one.learner_ref) for one in near} - {""}
    known = set()
    if refs:
        rows = Learner.objects.filter(centre=centre).values_list("ref", flat=True)
        known = {key_of(ref) for ref in rows} & refs
    return [
        Finding(
            f"A tie that {one.person} declared names no learner we know",
            f"“{one.learner_ref}” is nobody’s reference." if one.learner_ref else
            "Without the reference no work can be held back.", link="/conflicts/",
            link_text="Conflicts of interest", owner=NOMINEE, bad=False,
        )
        for one in near
        if key_of(one.learner_ref) not in known
    ]  # fmt: skip
