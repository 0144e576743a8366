"""Who may see the files of a programme file: whoever may see the cohort's own page of it."""

from typing import Any

from fairmark.evidence.serving import Guard, guards
from fairmark.teaching.meeting_models import Minutes
from fairmark.teaching.models import EmployerInvolvement, TeachingDocument, Timetable
from fairmark.teaching.queries import visible_cohorts

#: The kinds of record that files are attached to, and the path to their cohort.
_KINDS: tuple[tuple[Any, str], ...] = (
    (Timetable, "cohort"), (TeachingDocument, "cohort"), (EmployerInvolvement, "cohort"),
    (Minutes, "meeting__cohort"),
)  # fmt: skip


def _guard(model: Any, path: str) -> Guard:
    def may_see(request: Any, pk: int) -> bool:
        cohorts = visible_cohorts(request.centre, request.holdings)
        return bool(model.objects.filter(pk=pk, **{f"{path}__in": cohorts}).exists())

    return may_see


for _model, _path in _KINDS:
    guards(_model._meta.label_lower)(_guard(_model, _path))
