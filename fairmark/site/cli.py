"""The command line. People script against it: names, JSON keys and exit codes stay.

Exit codes: 0 done, 1 refused or found wanting (the reason on standard error), 2 wrong call.
"""

import argparse
import os
import sys
from datetime import date
from pathlib import Path


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    if (arguments or sys.argv[1:])[:1] == ["manage"]:
        _manage((arguments or sys.argv[1:])[1:])
        return
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairmark.site.settings")
    if options.command == "demo":
        from demo.command import prepare_environment

        prepare_environment(options)
    sys.exit(_run(options))


def _run(options: argparse.Namespace) -> int:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from fairmark.site import serving

    try:
        django.setup()
        from fairmark.site import commands

        try:
            return commands.COMMANDS[options.command](options) or 0
        except commands.Wanting as wanting:
            print(wanting, file=sys.stderr)
        except DatabaseError as error:
            print(f"The database does not answer as it should: {error}.", file=sys.stderr)
            print("See: fairmark doctor", file=sys.stderr)
    except BrokenPipeError:
        pass
    except (ImproperlyConfigured, ValueError) as error:
        print(f"A setting is not right: {error}", file=sys.stderr)
    except serving.PortTaken as taken:
        print(taken, file=sys.stderr)
    except OSError as error:
        print(f"The folder FAIRMARK_DATA cannot be used: {error}", file=sys.stderr)
    return 1


def _manage(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairmark.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["fairmark manage", *arguments])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date; write 2025-09-15") from None


def _export(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("kind", nargs="?", metavar="KIND", help="such as registration, appeals")
    which.add_argument("--all", action="store_true", help="every policy in force, as one PDF")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON document")
    form.add_argument("--pdf", action="store_true", help="a PDF")
    form.add_argument("--docx", action="store_true", help="a Word file")
    parser.add_argument("--dossier", action="store_true", help="its dossier, as a PDF, kept")
    parser.add_argument("--on", type=_day, metavar="DATE", help="as in force on this day")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write it")


def _rules(parser: argparse.ArgumentParser, common: list[argparse.ArgumentParser]) -> None:
    parts = parser.add_subparsers(dest="part", required=True)
    listed = parts.add_parser("list", help="every rule that holds", parents=common)
    listed.add_argument("--on", type=_day, metavar="DATE", help="on this day")
    listed.add_argument("--family", metavar="FAMILY", help="that this family works by")
    one = parts.add_parser("show", help="a rule, with what held before", parents=common)
    one.add_argument("key", metavar="KEY", help="such as registration.deadline")
    check = parts.add_parser("check", help="whether a file holds rules", parents=common)
    apply = parts.add_parser("apply", help="put amended rules in use", parents=common)
    for part in (check, apply):
        part.add_argument("path", type=Path, metavar="FILE", help="JSON, CSV or XLSX")
    apply.add_argument("--name", help="what the amendment is called")
    apply.add_argument("--whole", action="store_true", help="the file is the whole pack")
    apply.add_argument("--reason", help="why, where something is asked about")
    apply.add_argument(
        "--dry-run", action="store_true", help="say what it would do, change nothing"
    )


def _results(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--cohort", metavar="CODE", help="whose results")
    group.add_argument("--unit", metavar="NUMBER", help="of which unit, where a sheet does not say")
    group.add_argument(
        "--assessor", metavar="NAME", help="who assessed, where a sheet does not say"
    )
    group.add_argument(
        "--mark", action="append", default=[], metavar="MARK=MEANING",
        help="what a mark means: met, not met or nothing",
    )  # fmt: skip
    group.add_argument(
        "--map", metavar="NAME", help="read as kept under this name; keeps it if new"
    )
    group.add_argument("--records-at", metavar="WHERE", help="where the signed records are kept")
    group.add_argument(
        "--declare", action="store_true", help="state that the signed records were seen"
    )


def _tracking(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cohort", required=True, metavar="CODE", help="whose sheet")
    parser.add_argument("--unit", metavar="NUMBER", help="by criterion; without it, by unit")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON document")
    form.add_argument("--xlsx", action="store_true", help="the workbook that can be brought in")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the workbook")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fairmark",
        description="Runs a centre’s BTEC quality assurance, and proves it.",
        epilog="FAIRMARK_DATA names the folder that holds the database and files.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asjson = argparse.ArgumentParser(add_help=False)
    asjson.add_argument("--json", action="store_true", help="print one JSON document")
    acting = argparse.ArgumentParser(add_help=False)
    acting.add_argument("--as", dest="acting", metavar="EMAIL", help="act as this person")
    acting.add_argument("--centre", metavar="NUMBER", help="which centre, if there are several")

    demo = commands.add_parser("demo", help="a demonstration centre, served")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--fresh", action="store_true", help="make the demonstration anew")
    demo.add_argument("--prepare-only", action="store_true", help="make it and do not serve")

    serve = commands.add_parser("serve", help="serve the real thing")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--host", default="127.0.0.1")

    init = commands.add_parser("init", help="a new centre", parents=[asjson])
    init.add_argument("--name", help="what the centre is called")
    init.add_argument("--number", help="its five-digit centre number")
    init.add_argument("--nation", choices=["ENG", "WLS", "SCT", "NIR"], default="ENG")
    init.add_argument("--admin-name", help="the first administrator’s name")
    init.add_argument("--admin-email", help="the first administrator’s e-mail address")

    bring = commands.add_parser("import", help="bring a file in", parents=[asjson, acting])
    bring.add_argument(
        "kind", choices=["specifications", "class-list", "registrations", "roster", "results"]
    )
    bring.add_argument(
        "path", type=Path, nargs="+", metavar="PATH", help="several for results alone"
    )
    bring.add_argument(
        "--dry-run", action="store_true", help="say what it would do, change nothing"
    )
    bring.add_argument(
        "--column", action="append", default=[], metavar="NAME=HEADING",
        help="which heading holds a column",
    )  # fmt: skip
    _results(bring.add_argument_group("results, as a college’s own tracking sheets have them"))

    register = commands.add_parser("register", help="register an intake", parents=[asjson, acting])
    which = register.add_mutually_exclusive_group(required=True)
    which.add_argument("--all", action="store_true", help="every intake")
    which.add_argument("--cohort", metavar="CODE", help="one cohort, by its code or a group’s")
    register.add_argument(
        "--on", type=_day, metavar="DATE", help="the day it was sent (2025-09-15)"
    )

    commands.add_parser(
        "reconcile", help="compare with the awarding body’s record", parents=[asjson, acting]
    )

    board = commands.add_parser(
        "board", help="every clause and its state", parents=[asjson, acting]
    )
    board.add_argument("--clause", metavar="ID", help="one clause")
    board.add_argument("--on", type=_day, metavar="DATE", help="as of this day")

    check = commands.add_parser("check", help="check identifiers", parents=[asjson])
    check.add_argument("kind", choices=["uln", "uci", "upn", "qan"])
    check.add_argument("values", nargs="+", metavar="VALUE")

    grade = commands.add_parser("grade", help="grades for given results", parents=[asjson])
    grade.add_argument("file", nargs="?", metavar="FILE", help="questions as JSON; - reads them in")
    grade.add_argument("--list", action="store_true", help="the grading schemes there are")

    _tracking(commands.add_parser("tracking", help="a tracking sheet", parents=[acting]))

    trail = commands.add_parser("trail", help="the record of what happened")
    parts = trail.add_subparsers(dest="part", required=True)
    parts.add_parser("verify", help="check that it is whole", parents=[asjson, acting])
    learner = parts.add_parser("learner", help="one learner’s", parents=[asjson, acting])
    learner.add_argument("ref", metavar="STUDENT_REF")

    policy = commands.add_parser("policy", help="the centre’s policies")
    parts = policy.add_subparsers(dest="part", required=True)
    listed = parts.add_parser("list", help="every policy and its state", parents=[asjson, acting])
    listed.add_argument("--on", type=_day, metavar="DATE", help="as of this day")
    one = parts.add_parser("show", help="the text and the numbers", parents=[asjson, acting])
    one.add_argument("kind", metavar="KIND", help="such as registration, appeals")
    one.add_argument("--on", type=_day, metavar="DATE", help="as in force on this day")
    _export(parts.add_parser("export", help="the whole version, to take away", parents=[acting]))

    _rules(commands.add_parser("rules", help="the awarding body’s rules"), [asjson, acting])

    commands.add_parser(
        "daily", help="the day’s jobs: board, trail, reminders, mail", parents=[asjson]
    )
    commands.add_parser("doctor", help="is everything as it should be?", parents=[asjson])
    commands.add_parser("manage", help="Django’s own commands")
    return parser
