"""The centre's own documents: tried, kept, mapped; and what answers each clause."""

from collections import Counter

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.guide.queries import in_use
from fairmark.policies import answering, document_actions, document_forms, exemplars
from fairmark.policies import document_queries as queries
from fairmark.policies.document_models import CentreDocument, ClauseMapping, DocumentIssue
from fairmark.policies.register import register
from fairmark.policies.rules import WRITERS
from fairmark.policies.views import HOME, writes
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for, page_for_staff

DOCUMENTS = ("/policies/documents/", "Our other documents")
MAPPING = ("/policies/mapping/", "What answers each requirement")


def _document(request, pk) -> CentreDocument:
    return get_object_or_404(CentreDocument, pk=pk, centre=request.centre)


def _tried(request, pk) -> DocumentIssue:
    issues = DocumentIssue.objects.select_related("document", "centre")
    return get_object_or_404(issues, pk=pk, centre=request.centre, number=None)


def _crumbs(document):
    return (HOME, DOCUMENTS, (document.get_absolute_url(), str(document)))


@page_for_staff
def documents(request):
    """Every document that is held, and the files still being looked at."""
    rows = Counter(
        ClauseMapping.objects.filter(document__centre=request.centre, unmapped_at=None).values_list(
            "document_id", flat=True
        )
    )
    issues = queries.kept_issues(request.centre)
    issues.sort(key=lambda issue: (bool(issue.document.withdrawn_at), issue.document.title.lower()))
    tried = DocumentIssue.objects.filter(
        centre=request.centre, status=DocumentIssue.Status.TRIED
    ).select_related("uploaded_by", "document")
    return render(
        request, "policies/documents.html",
        {
            "rows": [(issue, issue.document, rows[issue.document.pk]) for issue in issues],
            "tried": tried if writes(request) else [], "writes": writes(request), "today": today(),
        },
    )  # fmt: skip


@page_for_staff
def document(request, pk):
    """Its sections, each with the clauses it answers."""
    one = _document(request, pk)
    issue = queries.kept_issue(one)
    assert issue is not None  # a document is made when its first file is kept
    mappings = one.mappings.filter(unmapped_at=None).select_related("mapped_by")
    by_section = {}
    for mapping in mappings:
        by_section.setdefault(mapping.section, []).append(mapping)
    return render(
        request, "policies/document.html",
        {
            "document": one, "issue": issue, "today": today(),
            "sections": [(each, by_section.get(each.id, [])) for each in queries.readable(issue)],
            "lost": queries.lost_sections(one, issue), "mappings": mappings,
            "issues": one.issues.filter(number__isnull=False).select_related("kept_by"),
            "writes": writes(request), "names_btec": queries.names_btec(issue),
            "stands_for": one.stands_for.all(),
        },
    )  # fmt: skip


@page_for(*WRITERS)
def upload(request):
    """Take in a Word file to be looked at."""
    asking = Asking(
        "A document you already have", "Upload and look at it", "/policies/documents/",
        crumbs=(HOME, DOCUMENTS),
        consequences=(
            "You see its sections, and everything that is left out, before you keep it.",
            "The words are held here by section; the original stays where you keep it.",
        ),
    )  # fmt: skip
    return _upload(request, asking, None)


@page_for(*WRITERS)
def new_issue(request, pk):
    """Take in a newer file of a document."""
    one = _document(request, pk)
    asking = Asking(
        f"A newer file of “{one}”", "Upload and look at it", one.get_absolute_url(),
        crumbs=_crumbs(one), cannot="This document takes no newer file",
        consequences=(
            "It replaces the file held now once you keep it.",
            "What is mapped to a section follows its heading; you see first what cannot follow.",
        ),
    )  # fmt: skip
    return _upload(request, asking, one)


def _upload(request, asking, one):
    form = document_forms.WordForm(request.POST or None, request.FILES or None)
    return ask(
        request, document_actions.upload_document, request.centre, asking, form=form,
        done="The file is read. Look at its sections, then keep it or go away.",
        to=lambda made: made.get_absolute_url(),
        what=lambda answers: {"read": form.read, "document": one},
    )  # fmt: skip


@page_for(*WRITERS)
def tried(request, pk):
    """A file that is being looked at: its sections, what is left out, and the way to keep it."""
    issue = _tried(request, pk)
    before = queries.kept_issue(issue.document) if issue.document else None
    document = issue.document
    initial: dict = {"title": document.title if document else issue.title}
    if document:
        initial |= {"owner": document.owner, "place": document.place,
                    "review_due_on": document.review_due_on}  # fmt: skip
    ids = {one["id"] for one in before.sections} if before else set()
    asking = Asking(
        f"What “{issue.file_name}” holds", "Keep it", "/policies/documents/",
        crumbs=(HOME, DOCUMENTS), cannot="This file cannot be kept",
    )  # fmt: skip
    return ask(
        request, document_actions.keep_document, issue, asking,
        form=document_forms.KeepForm(request.POST or None, initial=initial),
        done="The document is kept. Say next which requirements its sections answer.",
        to=lambda made: made.get_absolute_url(), template="policies/tried.html",
        context={
            "issue": issue, "before": before,
            "lost": queries.lost_sections(issue.document, issue) if issue.document else [],
            "gone": [one for one in before.sections if not issue.section(one["id"])]
            if before else [],
            "sections": [(each, bool(before) and each.id not in ids) for each in queries.readable(issue)],
            "is_tried": issue.status == DocumentIssue.Status.TRIED,
        },
    )  # fmt: skip


@page_for(*WRITERS)
def leave(request, pk):
    """Go away from a tried file."""
    issue = _tried(request, pk)
    asking = Asking(
        f"Do not keep “{issue.file_name}”?", "Do not keep it", issue.get_absolute_url(),
        crumbs=(HOME, DOCUMENTS), cannot="There is nothing to decide",
        consequences=("Nothing of it is held as the centre’s.", "You can upload it again."),
    )  # fmt: skip
    return ask(request, document_actions.leave_document, issue, asking,
               done="The file is not kept.", to="/policies/documents/")  # fmt: skip


@page_for(*WRITERS)
def withdraw(request, pk):
    """Say that a document no longer holds."""
    one = _document(request, pk)
    count = one.mappings.filter(unmapped_at=None).count()
    asking = Asking(
        f"Withdraw “{one}”?", "Withdraw it", one.get_absolute_url(), warn=True, crumbs=_crumbs(one),
        cannot="It cannot be withdrawn",
        consequences=(
            f"What is mapped to it ({count}) is then answered by nothing, unless a policy does.",
            "It stays on record. This cannot be undone; upload the file again instead.",
        ),
    )  # fmt: skip
    return ask(request, document_actions.withdraw_document, one, asking,
               form=document_forms.WithdrawForm(request.POST or None),
               done="The document is withdrawn.")  # fmt: skip


@page_for(*WRITERS)
def map_section(request, pk, section):
    """Say which clauses of an area a section answers."""
    one = _document(request, pk)
    issue = queries.kept_issue(one)
    if issue is None or (found := issue.section(section)) is None:
        raise Http404
    mapped = set(
        one.mappings.filter(section=section, unmapped_at=None).values_list("clause", flat=True)
    )
    asked = {clause.id: clause for clause in queries.mappable(request.centre)}
    offered = queries.suggestions(asked.values(), issue)
    likely = [id for id, best in offered.items() if best.section == section and id not in mapped]
    areas = document_forms.areas(asked.values())
    first = next((area for area in exemplars.KIND_OF_AREA if area in areas), "")
    here = request.GET.get("area") or (asked[likely[0]].area if likely else first)
    if here not in areas:
        raise Http404
    clauses = [clause for clause in areas[here][1] if clause.id not in mapped]
    clauses.sort(key=lambda clause: clause.id not in likely)
    asking = Asking(
        f"What “{found['heading']}” answers", "Map to this section",
        f"{one.get_absolute_url()}#{section}", caption=str(one), crumbs=_crumbs(one),
        cannot="Nothing can be mapped to it",
    )  # fmt: skip
    counts = Counter(asked[id].area for id in likely)
    return ask(
        request, document_actions.map_clause, one, asking,
        form=document_forms.SectionForm(request.POST or None, clauses=clauses),
        done="Mapped.", template="policies/map_section.html",
        what=lambda answers: {"section": section, "clauses": answers["clauses"]},
        context={
            "document": one, "area": here,
            "section": next(each for each in queries.readable(issue) if each.id == section),
            "areas": [(area, title, counts[area]) for area, (title, _) in areas.items()],
            "likely": [clause for clause in clauses if clause.id in likely],
            "mapped": sorted(mapped), "left": clauses,
            "cautions": queries.cautions_on_mapping(one, request.person, now(), section=section),
        },
    )  # fmt: skip


@page_for(*WRITERS)
def mapping(request):
    """Every clause of the policy areas, and what answers it."""
    held = register(request.centre, today())
    found = answering.answers(held)
    counts = Counter(one.by for one in found)
    show = request.GET.get("show", "")
    shown = [one for one in found if not show or one.by == show]
    hints = _hints(request.centre, [one.clause for one in shown if one.by == "nothing"])
    areas = {}
    for one in shown:
        areas.setdefault(one.clause.area_title, []).append((one, hints.get(one.clause.id)))
    return render(
        request, "policies/mapping.html",
        {"areas": areas, "counts": counts, "total": len(found), "show": show},
    )  # fmt: skip


def _hints(centre, clauses):
    """For each clause the section that its words suggest, of any document that holds."""
    found = {}
    for issue in _holding(centre):
        for clause_id, best in queries.suggestions(clauses, issue).items():
            if clause_id not in found or best.share > found[clause_id][0]:
                found[clause_id] = best.share, issue, issue.section(best.section)
    return {clause_id: (issue, section) for clause_id, (_, issue, section) in found.items()}


def _holding(centre):
    return [issue for issue in queries.kept_issues(centre) if not issue.document.withdrawn_at]


@page_for(*WRITERS)
def review(request, pk):
    """Keep the look at a document that still holds."""
    one = get_object_or_404(CentreDocument, pk=pk, centre=request.centre)
    asking = Asking(f"Review “{one}”", "Keep the review", one.get_absolute_url(),
                    crumbs=_crumbs(one), cannot="It cannot be reviewed",
                    consequences=("The review is kept, also where nothing in it changed.",
                                  "What is mapped to it goes on answering."))  # fmt: skip
    return ask(request, document_actions.review_document, one, asking,
               form=document_forms.ReviewForm(request.POST or None), done="The review is kept.")  # fmt: skip


@page_for(*WRITERS)
def map_clause(request, clause_id):
    """Say which section answers a clause."""
    clause = next((one for one in queries.mappable(request.centre) if one.id == clause_id), None)
    if clause is None:
        raise Http404
    issues = _holding(request.centre)
    answer = answering.answers(register(request.centre, today()), [clause])[0]
    asking = Asking(clause_id, "Map it", "/policies/mapping/", caption=clause.area_title,
                    crumbs=(HOME, MAPPING), cannot="It cannot be mapped")  # fmt: skip
    context = {"clause": clause, "answer": answer, "issues": issues, "asking": asking}
    if not issues:
        return render(request, "policies/map_clause.html", context)
    suggested = [
        (issue, issue.section(queries.suggestions([clause], issue)[clause_id].section))
        for issue in issues
        if queries.suggestions([clause], issue)
    ]
    form = document_forms.ClauseForm(request.POST or None, issues=issues, suggested=suggested)
    one, section = form.chosen or (issues[0].document, "")
    return ask(
        request, document_actions.map_clause, one, asking, form=form,
        done=f"{clause_id} is mapped.", template="policies/map_clause.html",
        what=lambda answers: {"section": section, "clauses": [clause_id]}, context=context,
    )  # fmt: skip


@page_for(*WRITERS)
def unmap(request, pk):
    """Take a mapping off."""
    one = get_object_or_404(
        ClauseMapping.objects.select_related("document"), pk=pk, document__centre=request.centre
    )
    clause = in_use(request.centre).clause(one.clause)
    asked = f"{clause.requirement}." if clause else "The guide in use no longer asks for this."
    asking = Asking(
        f"Take {one.clause} off “{one.heading}”?", "Take it off", one.document.get_absolute_url(),
        caption=str(one.document), crumbs=_crumbs(one.document), cannot="There is nothing to take off",
        consequences=(asked,
                      "The section no longer answers this; that it did stays on record."),
    )  # fmt: skip
    return ask(request, document_actions.unmap_clause, one, asking, done="Taken off.")
