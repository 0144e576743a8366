"""What the year plan shows of the guide's clauses."""

from datetime import date

from fairmark.calendar.queries import year_of
from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once
from fairmark.guide.showing import Finding, Meter, Showing, State, shows, state_of
from fairmark.planner import queries
from fairmark.planner.queries import Item
from fairmark.planner.rules import Standing
from fairmark.ui.words import how_many, in_turn


def plan_of(centre: Centre, on: date) -> list[Item] | None:
    """The plan of the year that a day falls in, read once; None where the year is not set up."""
    year = year_of(centre, on)
    if year is None:
        return None
    return read_once(
        ("year plan", centre.pk, year.pk, on), lambda: queries.year_plan(centre, year, on=on)
    )


@shows("HBC-11")
def the_year_plan_is_kept(centre: Centre, on: date) -> Showing:
    """The plan of the year has items, each with an owner in post, and none is overdue."""
    year, items = year_of(centre, on), plan_of(centre, on)
    if year is None or items is None:
        return Showing(
            State.NOT_MET, f"No academic year is set up for {on:%-d %B %Y}, so there is no plan.",
            (Finding("The academic year is not set up", "Its days and terms are missing.", 1,
                     "/centre/calendar/", "Open the calendar", "Administrator"),),
            asked=1, told=1,
        )  # fmt: skip
    counted = [one for one in items if one.standing != Standing.LEFT_OUT]
    findings = []
    for one in counted:
        link = f"/plan/{year.pk}/{one.key}/"
        if one.standing == Standing.OVERDUE:
            late = f" Waits for {in_turn([str(who) for who in one.waits_for])}."
            about = f"{one.planned.source}." + (late if one.is_of_each and one.people else "")
            findings.append(Finding(f"Overdue: {one.what}", about, 1, link,
                                    "Open the item", one.role.capitalize(), act_by=one.on))  # fmt: skip
        elif one.is_open and not one.has_owner:
            findings.append(Finding(f"Nobody in post for: {one.what}", f"It is the {one.role}’s.",
                                    1, link, "Open the item", "Administrator"))  # fmt: skip
        elif one.standing == Standing.DUE and not one.is_sure:
            findings.append(
                Finding(f"Date to confirm: {one.what}", "It is announced anew each year.", 1, link,
                        "Confirm the date", one.role.capitalize(), bad=False, act_by=one.on)
            )  # fmt: skip
    done = sum(not one.is_open for one in counted)
    due = sum(one.on < on or not one.is_open for one in counted)
    return Showing(
        state_of(findings),
        f"{how_many(len(counted), 'item')} in the plan of {year.label}; {done} done.",
        tuple(findings),
        (Meter("Done of what is due so far", done, max(due, done)),) if due else (),
        evidence=len(counted), evidence_link=f"/plan/?year={year.label}",
        told=sum(one.has_owner for one in counted), asked=len(counted),
        met_when="each item has an owner in post, nothing is overdue, and near dates are confirmed.",
    )  # fmt: skip
