"""Grades worked out on the command line, for given results: no centre is needed."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connection

from fairmark.catalogue import schemes
from fairmark.catalogue.grading.operations import answer
from fairmark.catalogue.scheme_queries import schemes_of
from fairmark.catalogue.schemes import Scheme
from fairmark.centre.models import Centre
from fairmark.site.speaking import Options, Wanting, show


def grade(options: Options) -> None:
    """Answer every question of a file in its order; one without an answer is told as an error."""
    known = _schemes()
    if options.list:
        _list(options, known)
        return
    if options.file is None:
        raise Wanting(
            "Name a file of questions, or - for standard input. See: fairmark grade --help"
        )
    results = [answer(question, known) for question in _questions(options.file)]
    wanting = sum("error" in one for one in results)
    show(
        options, {"results": results},
        *(_line(place, one) for place, one in enumerate(results, 1)),
        f"{len(results) - wanting} answered, {wanting} not.",
    )  # fmt: skip


def _schemes() -> Mapping[str, Scheme]:
    """The shipped schemes; with what the centre completed, where there is one centre here."""
    if "catalogue_completedscheme" in connection.introspection.table_names():
        centres = list(Centre.objects.all()[:2])
        if len(centres) == 1:
            return schemes_of(centres[0])
    return schemes.shipped()


def _questions(path: str) -> list[Any]:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Wanting(f"{path} cannot be read: {error}.") from None
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Wanting(f"{path} is no JSON: {error}.") from None
    questions = document.get("vectors") if isinstance(document, dict) else None
    if not isinstance(questions, list):
        raise Wanting(
            f"{path} holds no questions. Write "
            '{"vectors": [{"scheme": "…", "operation": "…", "input": {…}}]}.'
        )
    return questions


def _line(place: int, result: Mapping[str, Any]) -> str:
    if "error" in result:
        return f"{place:>4}  not answered: {result['error']}"
    told = [
        f"{name.replace('_', ' ')} {value}"
        for name, value in result.items()
        if value not in (None, [], {}) and not isinstance(value, dict | list)
    ]
    return f"{place:>4}  {', '.join(told)}"


def _list(options: Options, known: Mapping[str, Scheme]) -> None:
    rows = [
        {
            "scheme": one.id, "title": one.title, "family": one.family, "basis": one.basis,
            "size": one.size, "has_numbers": one.has_numbers,
            "completed_by": one.completed_by or None,
        }
        for one in known.values()
    ]  # fmt: skip
    show(
        options, rows,
        *(f"{one['scheme']:38} {one['title']}"
          + ("" if one["has_numbers"] else "  (its numbers are not known to us)")
          for one in rows),
    )  # fmt: skip
