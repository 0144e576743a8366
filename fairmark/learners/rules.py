"""Names compared as people compare them, and records that may be the same learner."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "å": "a", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
     "ı": "i"}
)  # fmt: skip


@lru_cache(maxsize=100_000)
def folded(name: str) -> str:
    """A name without case, accents, apostrophes, hyphens and doubled spaces.

    “O’Brien”, “OBRIEN” and “o'brien” fold alike; so do “García-Sánchez” and “GARCIA SANCHEZ”.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"['’‘`´.]", "", plain)
    return " ".join(re.findall(r"[^\W_]+", plain))


def same_surname(one: str, other: str) -> bool:
    """Alike once folded, written together or apart: “Mac Donald” is “MacDonald”, “Müller” “MUELLER”."""
    a, b = folded(one).replace(" ", ""), folded(other).replace(" ", "")
    if a == b:
        return bool(a) or one.strip() == other.strip()
    return _spelt_out(one, other) and _without_e(a) == _without_e(b)


def _spelt_out(one: str, other: str) -> bool:
    """Whether one of the two has a letter that others write with an e: ä, ö, ü, ø, å."""
    return any(letter in "äöüøåæ" for letter in (one + other).casefold())


def _without_e(name: str) -> str:
    return re.sub(r"(?<=[aou])e|(?<=a)a", "", name)


def related_surname(one: str, other: str) -> bool:
    """The same, or a part of a double name: enough to match two records, not to call them equal."""
    if same_surname(one, other):
        return True
    a, b = folded(one).split(), folded(other).split()
    shorter, longer = sorted((a, b), key=len)
    return bool(shorter) and len(longer) > len(shorter) and set(shorter) <= set(longer)


def same_forenames(one: str, other: str) -> bool:
    """Alike once folded, or one record leaves out the later names or gives an initial for them."""
    a, b = folded(one).split(), folded(other).split()
    if not a or not b:
        return one.strip() == other.strip()
    if _spelt_out(one, other) and _without_e("".join(a)) == _without_e("".join(b)):
        return True
    if "".join(a) == "".join(b) or a == b[: len(a)] or b == a[: len(b)]:
        return True
    shorter, longer = sorted((a, b), key=len)
    return shorter[0] == longer[0] and all(
        x == y or (1 in (len(x), len(y)) and x[0] == y[0])
        for x, y in zip(shorter[1:], longer[1:], strict=False)
    )


@dataclass(frozen=True)
class Known:
    """What is needed of a learner to see whether two records are one person."""

    pk: int
    surname: str
    forenames: str
    date_of_birth: date | None
    uln: str
    upn: str


def likely_duplicates(learners: Iterable[Known]) -> list[tuple[int, int, str]]:
    """Pairs of records that may be one person, each with the reason."""
    seen: dict[tuple[str, ...], list[int]] = defaultdict(list)
    reasons: dict[tuple[int, int], str] = {}
    for one in learners:
        keys = [("the same ULN", one.uln), ("the same UPN", one.upn)]
        if one.date_of_birth:
            first = folded(one.forenames).split()[:1]
            name = " ".join([folded(one.surname), *first])
            keys.append(("the same name and date of birth", f"{name} {one.date_of_birth}"))
        for key in keys:
            if not key[1]:
                continue
            for other in seen[key]:
                reasons.setdefault((other, one.pk), key[0])
            seen[key].append(one.pk)
    return [(a, b, why) for (a, b), why in reasons.items()]
