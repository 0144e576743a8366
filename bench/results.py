"""Results of a college's own sheet: brought in against their floor, the same rows by plain SQL."""

import csv
import io

from bench.floor import Written
from bench.sheets import AT, a_sheet
from bench.timing import timed

#: Learners and criteria: eighteen thousand results.
LEARNERS, CRITERIA = 300, 60
#: How many times the floor bringing them in may take.
TIMES = 12


def measure(bench) -> None:
    """One sheet of eighteen thousand results, looked at and brought in."""
    from fairmark.people.models import Person, RoleHeld
    from fairmark.people.rules import Role
    from fairmark.tracking import result_actions

    leader = Person.objects.create(centre=bench.centre, name="A leader of results")
    RoleHeld.objects.create(
        centre=bench.centre, person=leader, role=Role.PROGRAMME_LEADER, scope_kind="centre",
        scope_id=bench.centre.pk, from_at=AT.replace(year=2020),
    )  # fmt: skip
    cohort, unit = a_sheet(
        bench.centre, leader, learners=LEARNERS, criteria=CRITERIA, name="RESULTS", worked=False
    )
    bench.settle()
    content = _content(cohort, unit)
    count = LEARNERS * CRITERIA
    looks, times, floors = [], [], []
    for _ in range(3):
        file = result_actions.upload_results(
            cohort, by=leader, at=AT, file_name="results.csv", content=content
        )
        look, trial = timed(lambda file=file: result_actions.trial_of(file, leader, AT))
        assert (len(trial.carried), trial.errors) == (count, []), trial.errors[:3]
        written = Written(assessment_carriedresult="id", assessment_unitgrade="id")
        took, _ = timed(
            lambda file=file, seen=trial.fingerprint: result_actions.bring_in_results(
                file, by=leader, at=AT, seen=seen, records_at="R14", declared=True
            )
        )
        written.read()
        assert len(written.rows["assessment_carriedresult"]) == count
        looks.append(look)
        times.append(took)

        def floor(written=written):
            list(csv.reader(io.StringIO(content.decode())))
            written.write_again()

        floors.append(timed(floor)[0])
        result_actions.undo_results(file, by=leader, at=AT)
    bench.note(f"looking at {count:,} results", min(looks), "s")
    bench.note(f"bringing {count:,} results in", min(times), "s")
    bench.note("their rows by plain SQL, in one transaction", min(floors), "s")
    bench.note("bringing results in / plain SQL", min(times) / min(floors), "times", TIMES)


def _content(cohort, unit) -> bytes:
    from fairmark.learners.models import Enrolment

    codes = list(unit.criteria.order_by("position").values_list("code", flat=True))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Student ref", "Name", *codes, "Assessor"])
    learners = Enrolment.objects.filter(cohort=cohort).values_list(
        "learner__ref", "learner__surname", "learner__forenames"
    )
    for place, (ref, surname, forenames) in enumerate(learners):
        marks = ["YN"[(place * 7 + column) % 9 == 0] for column in range(len(codes))]
        writer.writerow([ref, f"{surname}, {forenames}", *marks, "Olu Old"])
    return out.getvalue().encode()
