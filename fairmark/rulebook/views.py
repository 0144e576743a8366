"""The rules that the centre works by: all of them, one with its history, and the pack as a file."""

from collections import Counter
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render

from fairmark.calendar.clock import now, today
from fairmark.exchange.writing import csv_bytes
from fairmark.rulebook import actions, amendment_queries, files, forms, naming, readers, words
from fairmark.rulebook.checking import COLUMNS
from fairmark.rulebook.queries import in_use
from fairmark.rulebook.rules import EVERY_FAMILY
from fairmark.ui.pages import page_for_staff

POLICIES = ("/policies/", "Policies")
HOME = ("/rules/", "Rules of the awarding body")


@page_for_staff
def rules(request):
    """Every rule that holds on a day, by process."""
    pack = in_use()
    processes = [one for one in [*words.PROCESSES.values(), words.OTHER]
                 if any(words.process_of(key) == one for key in pack.by_key)]  # fmt: skip
    form = forms.FilterForm(
        request.GET or None, processes=processes, families=amendment_queries.families_of(pack)
    )
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on = asked.get("on") or today()
    held = [one for one in _held(pack, asked.get("family"), on) if _wanted(one, asked)]
    held.sort(
        key=lambda one: (
            processes.index(words.process_of(one.key)),
            naming.name_of(one.key),
            one.family,
        )
    )
    groups = groupby(held, key=lambda one: words.process_of(one.key))
    groups = [(name, list(rows)) for name, rows in groups]
    return render(
        request, "rulebook/rules.html",
        {
            "pack": pack, "form": form, "on": on, "count": len(held), "all": len(pack.rules),
            "groups": groups if request.GET else [],
            "processes": [] if request.GET else [_summed(*one) for one in groups],
            "amendments": amendment_queries.lying(request.centre),
        },
    )  # fmt: skip


def _summed(name, rules):
    """A process in a line: how many rules, of which how many are not sure, or our own."""
    sure = Counter(one.confidence for one in rules)
    return {"name": name, "count": len(rules), "medium": sure["medium"], "low": sure["low"],
            "ours": sum(bool(one.ours) for one in rules)}  # fmt: skip


def _held(pack, family, on):
    """The rules that hold on a day: of every family, or those that one family works by."""
    if not family:
        return [one for one in pack.rules if one.holds_on(on)]
    found = (pack.rule(key, family, on) for key in pack.by_key)
    return [one for one in found if one]


def _wanted(one, asked):
    process, sure = asked.get("process"), asked.get("sure")
    if process and words.process_of(one.key) != process:
        return False
    return not sure or (bool(one.ours) if sure == "ours" else one.confidence == sure)


@page_for_staff
def rule(request, key):
    """A rule for each family, with what held before, what will, and what works by it."""
    pack, on = in_use(), today()
    every = sorted(
        pack.by_key.get(key, ()),
        key=lambda one: (one.family != EVERY_FAMILY, words.family_words(one.family), one.from_on),
    )
    amendments = amendment_queries.touching(request.centre, key)
    if not every and not amendments:
        raise Http404
    families = [(family, list(rows)) for family, rows in groupby(every, key=lambda one: one.family)]
    return render(
        request, "rulebook/rule.html",
        {
            "key": key, "name": naming.name_of(key), "process": words.process_of(key), "on": on,
            "families": families, "amendments": amendments,
            "uses": readers.uses_of(request.centre, on).get(key, []),
            "came": amendment_queries.as_it_came(key) if any(one.ours for one in every) else [],
        },
    )  # fmt: skip


@page_for_staff
def amendments(request):
    """The amendments of the centre's own, the newest first."""
    return render(
        request, "rulebook/amendments.html",
        {
            "pack": in_use(), "loaded": amendment_queries.loaded(request.centre),
            "may_load": actions.try_rules.holding(request.centre, request.person, now()),
        },
    )  # fmt: skip


@page_for_staff
def pack_as_json(request):
    """The pack in use as a file that can be changed and read in again."""
    pack = in_use()
    return _file(files.as_json(pack.rules, pack.name), "application/json", "rules.json")


@page_for_staff
def pack_as_csv(request):
    """The pack in use as a table."""
    content = csv_bytes(COLUMNS, files.as_table(in_use().rules))
    return _file(content, "text/csv; charset=utf-8", "rules.csv")


def _file(content, kind, name):
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
