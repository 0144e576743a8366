"""What standardisation shows of the guide’s clauses on decisions: that they can be relied on."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from fairmark.assessment.control_queries import Piece, pieces, units_carried
from fairmark.assessment.controls import with_unseen
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Showing, State, shows, state_of
from fairmark.programmes.models import Cohort
from fairmark.standardisation.queries import Judge, judges_now
from fairmark.ui.words import how_many

LEAD_VERIFIER = "Lead internal verifier"
_RELIABLE = (
    "each signed piece of work was judged by people standardised for its programme this year, and their "
    "verifiers agree with them."
)


@shows("ASM-6")
def decisions_can_be_relied_on(centre: Centre, on: date) -> Showing:
    """Who signed was standardised this year; whether their verifiers agree with them is to come."""
    signed = [one for one in pieces(centre, on) if one.records]
    if not signed:
        return Showing(State.CANNOT_TELL, "No decision is signed on a running cohort.",
                       met_when=_RELIABLE)  # fmt: skip
    known = {one.person.pk: one for one in judges_now(centre, on)}
    short = [one for one in signed if _lacking(one, known)]
    findings = [*_by_judge(short, known)]
    findings.append(
        Finding("Whether verifiers agree is not kept in Fairmark yet", "The clause is about it too.",
                link="/standardisation/", link_text="Open standardisation", owner=LEAD_VERIFIER,
                bad=False)
    )  # fmt: skip
    good = len(signed) - len(short)
    return with_unseen(
        Showing(
            state_of(findings),
            f"{good} of {how_many(len(signed), 'signed piece')} of work judged by people standardised "
            "for its programme this year.", tuple(findings),
            (Meter("Judged by people who are standardised", good, len(signed)),),
            evidence=len(signed), evidence_link="/standardisation/", told=good, asked=len(signed),
            met_when=_RELIABLE,
        ),
        units_carried(centre, on),
    )  # fmt: skip


def _lacking(piece: Piece, known: dict[int, Judge]) -> list[int]:
    """Who signed decisions on it and is not standardised for its programme, or holds no role now."""
    programme = piece.standing.planning.cohort.programme_id
    return [
        pk for pk in piece.judges
        if pk not in known or programme not in known[pk].standing.standardised_on
    ]  # fmt: skip


def _by_judge(short: Iterable[Piece], known: dict[int, Judge]) -> Iterable[Finding]:
    """One finding for each cohort and person. Of somebody who has gone it is only said."""
    counts: dict[tuple[Cohort, int, str], int] = defaultdict(int)
    for piece in short:
        for pk in _lacking(piece, known):
            counts[piece.standing.planning.cohort, pk, piece.judges[pk]] += 1
    for (cohort, pk, name), count in counts.items():
        is_here = pk in known
        yield Finding(
            f"{cohort}: {how_many(count, 'piece')} of work signed by {name}, who "
            + ("is not standardised for the programme this year" if is_here
               else "holds no role here any more, so it cannot be told"),
            "Hold the standardisation, or add them to its record." if is_here else "",
            count, "/standardisation/", "Open standardisation", LEAD_VERIFIER, bad=is_here,
            scopes=cohort.scopes(),
        )  # fmt: skip
