"""The sheet by unit as HTML: one string built from plain values, everything people wrote escaped."""

from collections.abc import Sequence
from functools import cache
from html import escape

from fairmark.tracking.rules import Outlook, UnitHead, UnitRow


def drawn_head(units: Sequence[UnitHead], cohort: int, views: Sequence[str], count: int) -> str:
    """A row of units, each the way into its own sheet; then the qualification."""
    cells = "".join(
        f'<th scope="col"><a href="/tracking/cohorts/{cohort}/units/{unit.pk}/">{escape(unit.number)}'
        f'<span class="fm-hide">, {escape(unit.title)}</span></a></th>'
        for unit in units
    )
    views_ = "".join(f'<th scope="col">{escape(view)}</th>' for view in views)
    points = f'<th scope="col" class="fm-grid__edge">Points</th>{views_}' if views else ""
    return (
        '<tr><th class="fm-grid__name" scope="col">Learner '
        f'<span class="fm-quiet fm-plain">{count}</span></th>{cells}{points}'
        '<th scope="col" class="fm-grid__edge">Predicted</th></tr>'
    )


@cache
def _grade(
    now: str, can_be: str, is_final: bool, is_external: bool, predicted: str, is_carried: bool
) -> str:
    """A unit's cell: its grade so far, after an arrow what is still in reach, and what is predicted.

    A B below says that it rests on results from before Fairmark.
    """
    said = (
        f' <span class="fm-predicted"><span class="fm-hide">predicted </span>{escape(predicted)}</span>'
        if predicted and not is_final else ""
    )  # fmt: skip
    if not now:
        words = "Result comes from the awarding body" if is_external else "No grade yet"
        return f'<td class="fm-quiet"><span class="fm-hide">{words}</span>{said}</td>'
    before = '<sub>B</sub><span class="fm-hide">, before Fairmark</span>' if is_carried else ""
    grade = f'<span class="fm-grade">{escape(now)}</span>{before}'
    if is_final:
        return f'<td class="c-a">{grade}<span class="fm-hide">, final</span></td>'
    more = (f' <span class="fm-quiet"><span aria-hidden="true">→ </span><span class="fm-hide">can be '
            f"</span>{escape(can_be)}</span>") if can_be else ""  # fmt: skip
    return f"<td>{grade}{more}{said}</td>"


@cache
def _outlook(one: Outlook) -> str:
    if one.blocked_by:
        return f'<td class="fm-grid__txt fm-small fm-quiet">{escape(one.blocked_by)}</td>'
    return f'<td class="fm-grid__txt"><span class="fm-grade">{escape(one.grade)}</span></td>'


def drawn_body(rows: Sequence[UnitRow], units: Sequence[UnitHead], cohort: int) -> str:
    external = [unit.is_external for unit in units]
    return "\n".join([_drawn_row(row, external, cohort) for row in rows])


def _drawn_row(row: UnitRow, external: Sequence[bool], cohort: int) -> str:
    predicted = row.predicted or [""] * len(external)
    cells = "".join(
        [
            _grade(*grade, outside, said, place in row.carried)
            for place, (grade, outside, said) in enumerate(
                zip(row.grades, external, predicted, strict=True)
            )
        ]
    )
    points = (
        f'<td class="fm-grid__edge">{escape(row.points)}</td>{"".join(map(_outlook, row.outlooks))}'
        if row.outlooks else ""
    )  # fmt: skip
    left = ' <span class="fm-quiet">left</span>' if row.left_on else ""
    whole = (
        f'<td class="fm-grid__edge fm-grid__txt"><a href="/tracking/cohorts/{cohort}/predictions/'
        f'{row.enrolment}/">{escape(row.predicted_whole) or "None"}<span class="fm-hide"> predicted for '
        f"{escape(row.name)}</span></a></td>"
    )
    return (
        f'<tr><th scope="row" class="fm-grid__name"><a href="/learners/{row.learner}/">'
        f"{escape(row.name)}</a>{left}</th>{cells}{points}{whole}</tr>"
    )
