"""Tracking sheets on the command line: as JSON, or as the workbook that comes back."""

import sys
from typing import Any

from fairmark.calendar import clock
from fairmark.catalogue.models import Unit
from fairmark.centre.models import Centre
from fairmark.programmes.models import Cohort
from fairmark.site.speaking import Options, Wanting, acting_as, centre_of, show
from fairmark.tracking.by_unit import VIEWS, UnitSheet, unit_sheet_of
from fairmark.tracking.queries import Looking, sheet_of
from fairmark.tracking.rules import Sheet
from fairmark.tracking.workbook import as_workbook


def tracking(options: Options) -> None:
    """The sheet of a unit, or of a whole cohort by unit. Decisions not signed yet are left out,
    unless it is asked as the person who assesses them.
    """
    centre = centre_of(options)
    person = acting_as(options, centre)
    cohort = cohort_of(centre, options.cohort)
    if options.unit is None:
        if options.xlsx:
            raise Wanting("A workbook is of one unit. Say which with --unit NUMBER.")
        sheet = unit_sheet_of(cohort)
        show(options, _by_unit(cohort, sheet), *_unit_lines(sheet))
        return
    unit = _unit(cohort, options.unit)
    of_unit = sheet_of(cohort, unit, Looking(person, False, clock.now()))
    if options.xlsx:
        _write(options, as_workbook(cohort, unit, of_unit))
        return
    show(options, _by_criterion(cohort, unit, of_unit), *_lines(of_unit))


def cohort_of(centre: Centre, code: str) -> Cohort:
    """Raises Wanting, with the cohorts that there are."""
    cohorts = Cohort.objects.filter(centre=centre).select_related(
        "programme__qualification", "programme__centre", "specification__qualification", "centre"
    )
    found = cohorts.filter(code__iexact=code).first()
    if found is None:
        known = ", ".join(cohorts.order_by("code").values_list("code", flat=True)[:6])
        raise Wanting(f"There is no cohort “{code}”. There are: {known or 'none yet'}.")
    return found


def _unit(cohort: Cohort, number: str) -> Unit:
    units = Unit.objects.filter(specification=cohort.specification_id).select_related(
        "specification__qualification"
    )
    found = units.filter(number__iexact=number).first()
    if found is None:
        known = ", ".join(units.values_list("number", flat=True))
        raise Wanting(f"{cohort.code} has no unit “{number}”. It has: {known or 'none'}.")
    return found


def _write(options: Options, content: bytes) -> None:
    if options.out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        options.out.write_bytes(content)
    except OSError as error:
        raise Wanting(f"{options.out} cannot be written: {error.strerror}.") from None
    print(f"{options.out} is written.")


def _by_criterion(cohort: Cohort, unit: Unit, sheet: Sheet) -> dict[str, Any]:
    numbers = {band.assignment: band.number for band in sheet.bands}
    return {
        "cohort": cohort.code, "unit": unit.number, "title": unit.title,
        "assignments": [
            {
                "number": band.number, "title": band.title, "assessors": band.assessors,
                "hand_in_on": band.hand_in_on, "criteria": [one.code for one in band.columns],
            }
            for band in sheet.bands
        ],
        "learners": [
            {
                "ref": row.ref, "name": row.name, "group": row.group, "left_on": row.left_on,
                "now": row.now, "can_be": row.can_be, "final": row.is_final,
                "earned": row.earned or row.now,
                "cells": [
                    {
                        "assignment": numbers[column.assignment], "criterion": column.code,
                        "state": cell.state, "attempt": cell.attempt, "signed": cell.signed,
                    }
                    for cell, column in zip(row.cells, sheet.columns, strict=True)
                ],
            }
            for row in sheet.rows
        ],
    }  # fmt: skip


def _by_unit(cohort: Cohort, sheet: UnitSheet) -> dict[str, Any]:
    names = [name.lower() for _, name, _ in VIEWS]
    return {
        "cohort": cohort.code, "problem": sheet.problem,
        "units": [{"number": one.number, "title": one.title} for one in sheet.units],
        "learners": [
            {
                "ref": row.ref, "name": row.name, "group": row.group, "left_on": row.left_on,
                "points": row.points,
                "units": [
                    {"number": unit.number, "now": now, "can_be": can_be, "final": is_final,
                     "predicted": said}
                    for unit, (now, can_be, is_final), said in zip(
                        sheet.units, row.grades, row.predicted, strict=True
                    )
                ],
                "qualification": {
                    name: {"grade": one.grade, "blocked_by": one.blocked_by}
                    for name, one in zip(names, row.outlooks, strict=False)
                },
                "predicted": row.predicted_whole,
            }
            for row in sheet.rows
        ],
    }  # fmt: skip


_SIGNS = {"achieved": "Y", "not achieved": "N", "nothing yet": "."}


def _lines(sheet: Sheet) -> list[str]:
    heads = " ".join(column.code for column in sheet.columns)
    return [f"Learner: {heads}: now, can be"] + [
        f"{row.name}: "
        + " ".join(_SIGNS.get(cell.state, cell.state.split(",")[0]) for cell in row.cells)
        + f": {row.now or 'no grade'}{', ' + row.can_be if row.can_be else ''}"
        for row in sheet.rows
    ]


def _unit_lines(sheet: UnitSheet) -> list[str]:
    told = [sheet.problem] if sheet.problem else []
    return told + [
        f"{row.name}: "
        + ", ".join(
            f"unit {unit.number} {now}"
            for unit, (now, _, _) in zip(sheet.units, row.grades, strict=True)
            if now
        )
        + (f"; {row.points} points" if row.points else "")
        for row in sheet.rows
    ]
