"""When somebody stands too near to a learner to judge their work. Source: COI-01, COI-02, COI-05."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Tie(StrEnum):
    """What people declare, by the values that a declaration is kept under."""

    FAMILY = "family"
    FRIEND = "friend"
    OWN_STUDY = "own study"
    SAME_NAME = "same name"
    OTHER = "other"


#: Ties by which nobody judges unless it was agreed. Source: COI-02, SOD-07.
NEAR = (Tie.FAMILY, Tie.FRIEND)
#: How a message names each to whoever declared it, and to others.
_YOURS = {Tie.FAMILY: "of your family", Tie.FRIEND: "a close friend of yours"}
_THEIRS = {Tie.FAMILY: "of their family", Tie.FRIEND: "a close friend of theirs"}


#: Parts of a surname this short are particles. (A technical limit.)
SHORT = 2


@dataclass(frozen=True)
class Standing:
    """How the person who judges stands to a learner. `agreed`: another look was agreed."""

    is_self: bool = False
    near: str = ""
    agreed: bool = False


def obstacle_to_judging(standing: Standing) -> str:
    """Why this person may not judge this learner's work; empty where they may."""
    if standing.is_self:
        return "it is your own work, and nobody judges their own."
    if standing.near and not standing.agreed:
        return (
            f"you declared that they are {_YOURS[Tie(standing.near)]}. Another assessor judges it, or "
            "the lead internal verifier agrees in writing that nobody else can."
        )
    return ""


def told_of(kind: str) -> str:
    """A near tie as others read it."""
    return _THEIRS[Tie(kind)]


def shares_a_surname(name: str, surname: str) -> bool:
    """Whether somebody's last name and a learner's surname have a part in common, as people write it."""
    own = name.split()
    return bool(own) and bool(_parts(own[-1]) & _parts(surname))


def _parts(surname: str) -> set[str]:
    """The parts of a surname without case and accents; short ones such as “de” tie nobody."""
    plain = unicodedata.normalize("NFKD", surname.casefold())
    letters = "".join(one if one.isalpha() else " " for one in plain if not _is_mark(one))
    return {part for part in letters.split() if len(part) > SHORT}


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) != 0 or letter in "'’"
