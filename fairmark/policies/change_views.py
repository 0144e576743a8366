"""What changed between two versions of a policy, in words and side by side."""

from django.http import Http404
from django.shortcuts import render

from fairmark.calendar.clock import now
from fairmark.policies import changes, comparing
from fairmark.policies.draft_actions import STAFF
from fairmark.policies.drafting_rules import all_blocks
from fairmark.policies.views import one_policy, roles_of
from fairmark.ui.pages import page_for_staff

EXEMPLAR = "exemplar"


@page_for_staff
def compare(request, kind):
    """Two versions, or a version and the exemplar; `from` and `to` name them."""
    policy, at = one_policy(request, kind), now()
    versions = _readable(request, policy)
    if not versions:
        raise Http404
    later = _asked(versions, request.GET.get("to")) or _usual(versions)
    asked = request.GET.get("from", "")
    earlier = _asked(versions, asked) if asked not in ("", EXEMPLAR) else None
    if not asked:
        earlier = comparing.published_before(later)
    before = comparing.text_of(earlier, at) if earlier else comparing.exemplar_of(policy, at)
    after = comparing.text_of(later, at)
    sections = changes.side_by_side(before, after)
    return render(
        request, "policies/changes.html",
        {
            "policy": policy, "earlier": earlier, "later": later, "versions": versions,
            "told": changes.told(before, after), "sections": sections,
            "unchanged": len(all_blocks(later.content))
            - sum(one.became != changes.Became.GONE for one in sections),
        },
    )  # fmt: skip


def _readable(request, policy):
    """Published versions for every member of staff; a draft for those who may read drafts."""
    versions = policy.versions.filter(discarded_at=None)
    if not roles_of(request) & set(STAFF):
        versions = versions.filter(published_at__isnull=False)
    return list(versions)


def _usual(versions):
    """The last one that was published; where none was, the draft."""
    return next((one for one in versions if one.published_at), versions[0])


def _asked(versions, number):
    if not number:
        return None
    found = next((one for one in versions if str(one.number) == number), None)
    if found is None:
        raise Http404
    return found
