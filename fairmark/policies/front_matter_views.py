"""Changing what stands around the text of a draft: key dates, links, owner, readers, approvers."""

from django.http import Http404

from fairmark.calendar.clock import today
from fairmark.policies import drafting_queries, drafting_rules, front_matter_actions
from fairmark.policies.draft_views import crumbs_to, draft_of, write
from fairmark.policies.drafting_rules import piece_of
from fairmark.policies.rules import WRITERS
from fairmark.policies.structure_forms import DateForm, LinkForm, ResponsibilitiesForm
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for


def _asking(draft, heading, verb, place, **more):
    return Asking(heading, verb, f"{draft.get_absolute_url()}#{place}", caption=str(draft),
                  crumbs=crumbs_to(draft), **more)  # fmt: skip


def _found(pieces, piece_id):
    found = piece_of(pieces, piece_id)
    if found is None:
        raise Http404
    return found


def _date_form(request, initial=None):
    days = [
        (key, f"{one.value.get('what') or one.says} ({one.value['day']} {_month(one)})")
        for key, one in drafting_queries.days_of_the_pack(today()).items()
    ]
    return DateForm(request.POST or None, days=days, initial=initial or {})


def _month(rule):
    return f"{today().replace(day=1, month=rule.value['month']):%B}"


@page_for(*WRITERS)
def new_date(request, kind):
    """Add a key date."""
    one = draft_of(request, kind)
    return ask(
        request, front_matter_actions.add_date, one,
        _asking(one, "A new key date", "Add the date", "dates"), form=_date_form(request),
        done="The date is added.",
    )  # fmt: skip


@page_for(*WRITERS)
def date(request, kind, date):
    """Change a key date."""
    one = draft_of(request, kind)
    found = _found(one.content["dates"], date)
    month, _, day = found.get("day", "").partition("-")
    initial = {
        "what": found["what"], "who": found["who"], "rule": found.get("rule", ""),
        "each": "each" if found.get("each") else "once",
        "month": int(month) if month else None, "day": int(day) if day else None,
    }  # fmt: skip
    return write(
        request, front_matter_actions.write_date, one, shown=found,
        asking=_asking(one, "Key date", "Keep the date", "dates"), form=_date_form(request, initial),
        done="The date is kept.", what=lambda answers: answers | {"date": date},
    )  # fmt: skip


@page_for(*WRITERS)
def date_removal(request, kind, date):
    """Take a key date out."""
    one = draft_of(request, kind)
    found = _found(one.content["dates"], date)
    return ask(
        request, front_matter_actions.take_out_date, one,
        _asking(one, "Take out a key date", "Take it out", "dates", warn=True,
                consequences=(found["what"],)),
        done="The date is taken out.", what=lambda _: {"date": date},
    )  # fmt: skip


@page_for(*WRITERS)
def new_link(request, kind):
    """Add a link."""
    one = draft_of(request, kind)
    return ask(
        request, front_matter_actions.add_link, one,
        _asking(one, "A new link", "Add the link", "links"), form=LinkForm(request.POST or None),
        done="The link is added.",
    )  # fmt: skip


@page_for(*WRITERS)
def link(request, kind, link):
    """Change a link."""
    one = draft_of(request, kind)
    found = _found(drafting_rules.links(one.content), link)
    form = LinkForm(
        request.POST or None, initial={"title": found["title"], "address": found["url"]}
    )
    return write(
        request, front_matter_actions.write_link, one, shown=found,
        asking=_asking(one, "Link", "Keep the link", "links"), form=form, done="The link is kept.",
        what=lambda answers: answers | {"link": link},
    )  # fmt: skip


@page_for(*WRITERS)
def link_removal(request, kind, link):
    """Take a link out."""
    one = draft_of(request, kind)
    found = _found(drafting_rules.links(one.content), link)
    return ask(
        request, front_matter_actions.take_out_link, one,
        _asking(one, "Take out a link", "Take it out", "links", warn=True,
                consequences=(f"{found['title']}: {found['url']}",)),
        done="The link is taken out.", what=lambda _: {"link": link},
    )  # fmt: skip


@page_for(*WRITERS)
def people(request, kind):
    """Say whose the policy is, whom it concerns and who decides."""
    one = draft_of(request, kind)
    initial = drafting_rules.responsibilities(one.content)
    return write(
        request, front_matter_actions.set_responsibilities, one, shown=initial,
        what=lambda answers: answers,
        asking=_asking(one, "Whose it is and who decides", "Keep this", "people", consequences=(
            "If you change who approves, those who approve until now are asked about it too.",)),
        form=ResponsibilitiesForm(request.POST or None, initial=initial), done="Kept.",
    )  # fmt: skip
