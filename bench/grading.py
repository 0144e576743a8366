"""Grading measured: many learners against a bare loop, twice as many, and a stream of decisions."""

import gc
import random
import tracemalloc

from bench.timing import timed

LEARNERS = 20_000
DECISIONS = 1_900_000


def measure(bench):
    learners = sheet(LEARNERS)
    seconds, floor = _against_floor(learners)
    bench.note(f"grading {LEARNERS:,} learners of 15 units, with projections", seconds, "s")
    bench.note("one look-up and one addition a unit", floor, "s")
    bench.note("grading / that loop", seconds / floor, "times", 40)
    again = [min(timed(lambda n=n: grade(learners[:n]))[0] for _ in range(3))
             for n in (LEARNERS // 2, LEARNERS)]  # fmt: skip
    bench.note("grading, twice as many / once", again[1] / again[0], "times", 2.3)
    _streaming(bench)


def units():
    """Fifteen units of an Extended Diploma: 1,080 hours, four of them external."""
    from fairmark.catalogue.grading.units import Unit

    return [
        *(Unit(90, "internal", status="mandatory", must_pass=True, number=str(n)) for n in (1, 2)),
        *(Unit(90, "external", status="mandatory", number=str(n)) for n in (3, 4)),
        Unit(120, "external", status="mandatory", number="5"),
        *(Unit(60, "internal", status="optional", number=str(n)) for n in range(6, 16)),
    ]  # fmt: skip


def sheet(count):
    """Learners in the middle of a course: some units open, some missed, externals with points."""
    from fairmark.catalogue import schemes
    from fairmark.catalogue.grading.awarding import Combination
    from fairmark.catalogue.grading.units import Result

    chance = random.Random(7)
    combination = Combination(schemes.shipped()["rqf_l3_ext_diploma_1080"], units())
    learners = []
    for _ in range(count):
        results = []
        for unit, worth in zip(combination.units, combination.worths, strict=True):
            grade = chance.choices((None, "U", "P", "M", "D"), (3, 1, 6, 4, 3))[0]
            points = worth[grade].least if grade and unit.is_external else None
            results.append(Result(grade, points, chance.choice((None, "M"))))
        learners.append(results)
    return learners


def grade(learners):
    """The whole picture of each: award, every reason, every projection."""
    from fairmark.catalogue import schemes
    from fairmark.catalogue.grading.awarding import Combination
    from fairmark.catalogue.grading.projections import Projector

    combination = Combination(schemes.shipped()["rqf_l3_ext_diploma_1080"], units())
    projector = Projector(combination)
    return [projector.picture(results) for results in learners]


def _against_floor(learners):
    table = {
        (number, grade): points
        for number in range(15)
        for grade, points in ((None, 0), ("U", 0), ("P", 6), ("M", 10), ("D", 16))
    }
    rows = [[(place, one.grade) for place, one in enumerate(results)] for results in learners]

    def loop():
        totals = []
        for row in rows:
            total = 0
            for key in row:
                total += table[key]
            totals.append(total)
        return totals

    gc.collect()
    floor = min(timed(loop)[0] for _ in range(5))
    return min(timed(lambda: grade(learners))[0] for _ in range(3)), floor


def _streaming(bench):
    """Unit grades from decisions that come one by one: memory must not grow with their number."""
    from fairmark.catalogue.grading.unit_grades import Decision, unit_grades

    bands = {n: "P" if n < 9 else "M" if n < 14 else "D" for n in range(19)}

    def decisions(count):
        for n in range(count):
            yield Decision(n // 190, n // 19 % 10, n % 19, n % 7 != 0)

    def rebuild(count):
        found = 0
        for _ in unit_grades(decisions(count), dict.fromkeys(range(10), bands), "UPMD"):
            found += 1
        return found

    def peak(count):
        tracemalloc.start()
        rebuild(count)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    seconds, found = timed(lambda: rebuild(DECISIONS))
    assert found == DECISIONS // 19
    bench.note(f"unit grades from {DECISIONS:,} decisions", seconds, "s")
    small, large = peak(DECISIONS // 100), peak(DECISIONS // 10)
    bench.note("memory for ten times as many decisions", large / small, "times", 1.2)
