"""Large class lists and exports, made the same way every time."""

import random
from datetime import date, timedelta

_FIRST = [
    "Ruby", "Siobhán", "Zofia", "Priya", "Oliver", "Amrit", "Grace", "Mohammed",
    "Lena", "Tariq", "Niamh", "Ethan", "Zoë", "Jakub", "Aisha", "Rhys",
    "Eleri", "Noah", "Hannah", "Omar", "Megan", "Yusuf", "Isla", "Arjun",
    "Tomasz", "Simran",
]  # fmt: skip
_LAST = [
    "O'Brien", "Patel", "Campbell", "García", "Mensah", "Kaur", "Okafor", "Clarke",
    "Walker", "Begum", "Singh", "Thompson", "Hughes", "Rahman", "Chowdhury", "MacDonald",
    "Lewis", "Evans", "Iqbal", "Adeyemi", "Mohamud", "Jones", "Wood", "Brown",
    "Ahmed", "van-der-Berg",
]  # fmt: skip
LIST_HEAD = ("Student ref,Surname,Forename(s),DoB,Gender,ULN,Course code,Course title,Group,"
             "Start date,Planned end,Site,Email")  # fmt: skip
EXPORT_HEAD = ("Centre,Programme,Programme title,Registration number,Surname,Forenames,Sex,"
               "Date of birth,ULN,Registration date,Estimated completion,Status")  # fmt: skip


def ulns():
    """Unique learner numbers whose check digits are right."""
    stem = 100_000_000
    while True:
        stem += 1
        rest = sum(int(d) * (10 - n) for n, d in enumerate(str(stem))) % 11
        if rest:
            yield f"{stem}{10 - rest}"


def class_list(learners: int) -> bytes:
    """A class list of that many learners on four programmes, no two alike in name and birth."""
    chance, numbers = random.Random(learners), ulns()
    lines, seen = [LIST_HEAD], set()
    for n in range(learners):
        while True:
            born = date(2008, 9, 1) + timedelta(days=chance.randrange(365))
            surname = f"{chance.choice(_LAST)}-{chance.choice(_LAST)}"
            first = chance.choice(_FIRST)
            if (surname, first, born) not in seen:
                break
        seen.add((surname, first, born))
        lines.append(
            f"B{n:06d},{surname},{first} {chance.choice(_FIRST)},{born:%d/%m/%Y},"
            f"{'MF'[n % 2]},{next(numbers)},PROG{n % 4},,PROG{n % 4}-{n % 40},03/09/2025,"
            f"02/07/2027,Main,b{n}@learners.example.ac.uk"
        )
    return ("\r\n".join(lines) + "\r\n").encode()


def export(classes: bytes) -> bytes:
    """The awarding body's record of the same learners, with one in fifty different."""
    lines = [EXPORT_HEAD]
    for n, line in enumerate(classes.decode().splitlines()[1:]):
        ref, surname, forenames, born, sex, uln, course, *_ = line.split(",")
        if n % 50 == 0:
            surname = "Other"
        lines.append(
            f"10234,{course},Programme,N{ref[1:]},{surname.upper()},{forenames.upper()},{sex},"
            f"{born},{uln},15/09/2025,02/07/2027,Registered"
        )
    return ("\r\n".join(lines) + "\r\n").encode()
