"""What holds of observation records and witness statements: evidence, and never the decision."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum

from fairmark.ui.words import in_turn


class Relation(StrEnum):
    """What a witness is to the learner. Source: ASM-21."""

    EMPLOYER = "employer"
    TEACHER = "teacher"
    CLIENT = "client"
    OTHER = "other"
    RELATIVE = "relative"


class Written(StrEnum):
    """Who put a witness statement into words. Source: ASM-21."""

    WITNESS = "witness"
    STAFF = "staff"
    LEARNER = "learner"


def obstacles_to_evidence(
    *, day: date, today: date, criteria: Collection[str], targets: Collection[str]
) -> list[str]:
    """Something was seen on a day that has come, and it is evidence for criteria of the assignment."""
    found = []
    if day > today:
        found.append("That day is still to come. Record it once you have seen it.")
    if not criteria:
        found.append("Choose the criteria that it is evidence for.")
    if strange := [code for code in criteria if code not in targets]:
        found.append(f"{in_turn(strange)} {'are' if len(strange) > 1 else 'is'} not of this work.")
    return found


def obstacles_to_witness(
    *, witness: str, learner: str, assessor: str, relation: str, written: str
) -> list[str]:
    """Who may not speak for a learner's work. Source: ASM-21."""
    found = []
    if relation == Relation.RELATIVE:
        found.append("A relative of the learner cannot be their witness. Ask somebody else.")
    if _same(witness, learner):
        found.append("A learner cannot be the witness of their own work.")
    if _same(witness, assessor):
        found.append(
            "You assess this work, so you are not its witness. Record an observation instead."
        )
    if written == Written.LEARNER:
        found.append(
            "A statement that the learner wrote is no witness statement. Ask the witness for theirs."
        )
    return found


def cautions_on_witness(*, witness: str, surname: str) -> list[str]:
    """A name shared with the learner is asked about, and proves nothing."""
    last = witness.split()[-1:] or [""]
    if _same(last[0], surname):
        return [
            f"The witness is called {last[0]} like the learner. Say how you know they are no relative."
        ]
    return []


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def rests_on_witnesses(
    criteria: Iterable[int], *, witnessed: Collection[int], supported: Collection[int]
) -> bool:
    """Whether each of these criteria has witness statements for evidence and nothing else."""
    wanted = set(criteria)
    return bool(wanted) and wanted <= set(witnessed) and wanted.isdisjoint(supported)


def answered(
    asked: Iterable[Mapping[str, str]], answers: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What a form of the rule pack asks beyond the record's own fields, with what was answered."""
    return [(one["asks"], answers[one["id"]]) for one in asked if answers.get(one["id"])]
