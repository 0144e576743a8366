"""What several controls of policies find and say alike."""

from fairmark.guide.showing import Finding, Showing, State
from fairmark.policies import exemplars
from fairmark.policies.models import PolicyVersion
from fairmark.policies.register import Register

NOMINEE = "Quality nominee"
ADMINISTRATOR = "Administrator"


def title_of(kind: str) -> str:
    """What a kind of policy is called."""
    return exemplars.exemplar(kind).title


def address_of(kind: str) -> str:
    """Where the policy of a kind is read."""
    return f"/policies/{kind}/"


def not_in_force(held: Register, kind: str) -> Finding:
    """That no version of a policy is in force, and where its draft stands."""
    draft = held.drafts.get(kind)
    if draft is None:
        return Finding(f"No policy on {title_of(kind).lower()} is in force", "It is not begun either.",
                       1, "/policies/", "Open the policies", NOMINEE)  # fmt: skip
    where = "waits for approval" if draft.sent_at else "is in draft"
    return Finding(f"No policy on {title_of(kind).lower()} is in force",
                   f"Version {draft.number} {where}.", 1, f"{address_of(kind)}draft/",
                   "Open the draft", NOMINEE)  # fmt: skip


def not_required(kind: str) -> Showing:
    """What a control says of a policy that the centre need not hold."""
    return Showing(
        State.DOES_NOT_APPLY,
        f"A policy on {title_of(kind).lower()} is not required of us, by what we said of ourselves.",
    )


def in_force_of(held: Register) -> list[PolicyVersion]:
    """The versions in force, in the order of the guide."""
    return [held.in_force[kind] for kind in exemplars.KINDS if kind in held.in_force]


def nothing_to_tell_by(held: Register) -> Showing:
    """What a control says where no policy is in force."""
    return Showing(State.CANNOT_TELL, "No policy is in force yet, so there is nothing to tell by.",
                   asked=len(held.required))  # fmt: skip
