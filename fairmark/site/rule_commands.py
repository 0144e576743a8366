"""The rules that the centre works by, on the command line."""

from datetime import date
from pathlib import Path
from typing import Any

from fairmark.calendar import clock
from fairmark.centre.models import Centre
from fairmark.rulebook import actions, amendment_queries, words
from fairmark.rulebook.checking import BadRules
from fairmark.rulebook.models import RuleAmendment
from fairmark.rulebook.packs import as_row
from fairmark.rulebook.queries import in_use
from fairmark.rulebook.readers import Change
from fairmark.rulebook.rules import Rule
from fairmark.site.speaking import Options, Wanting, acting_as, centre_of, show
from fairmark.ui.words import how_many
from fairmark.workflow.refusals import Refused


def rules(options: Options) -> int | None:
    """List the rules, show one, check a file, or put one in use."""
    centre = centre_of(options)
    return {"list": _list, "show": _show_one, "check": _check, "apply": _apply}[options.part](
        options, centre
    )


def _list(options: Options, centre: Centre) -> None:
    on: date = options.on or clock.today()
    pack = in_use(centre)
    if options.family:
        held = [one for key in sorted(pack.by_key) if (one := pack.rule(key, options.family, on))]
    else:
        held = sorted((one for one in pack.rules if one.holds_on(on)), key=lambda one: one.place)
    show(options, {"pack": pack.name, "on": on, "rules": [_told(one) for one in held]},
         *(_line(one) for one in held))  # fmt: skip


def _show_one(options: Options, centre: Centre) -> None:
    found = in_use(centre).by_key.get(options.key)
    if not found:
        raise Wanting(f"The rule pack has no rule “{options.key}”. See: fairmark rules list")
    found = sorted(found, key=lambda one: (one.family, one.from_on))
    show(options, [_told(one) for one in found], *(_line(one) for one in found))


def _told(one: Rule) -> dict[str, Any]:
    ours = one.ours
    return as_row(one) | {
        "in_words": words.value_words(one),
        "ours": {"amendment": ours.name, "by": ours.by, "on": ours.on} if ours else None,
    }


def _line(one: Rule) -> str:
    until = f" to {one.until_on:%-d %B %Y}" if one.until_on else ""
    whose = f"; our own, “{one.ours.name}”" if one.ours else ""
    return (
        f"{one.key} ({words.family_words(one.family).lower()}): {words.value_words(one)}, from "
        f"{one.from_on:%-d %B %Y}{until}; {one.document}, {one.source}; {one.confidence}{whose}"
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Wanting(f"{path} cannot be read: {error.strerror}.") from None


def _check(options: Options, centre: Centre) -> int:
    """Whether a file holds rules; exit code 1 where it does not, with every trouble."""
    content = _content(options.path)
    try:
        _, found = amendment_queries.parse(content, options.path.name, centre)
        troubles = []
    except BadRules as bad:
        found, troubles = (), bad.troubles
    show(options, {"ok": not troubles, "rules": len(found), "troubles": troubles},
         *(troubles or [f"{how_many(len(found), 'rule')}, nothing wrong."]))  # fmt: skip
    return 1 if troubles else 0


def _apply(options: Options, centre: Centre) -> None:
    """Put a file in use, or tell what that would change."""
    content, name = _content(options.path), options.name or options.path.stem[:60]
    if options.dry_run:
        change = _supposed(options, centre, content, name)
    else:
        change = _put_in_use(options, centre, content, name)
    document = amendment_queries.described(change)
    show(options, document | {"name": name, "applied": not options.dry_run},
         *_change_lines(document))  # fmt: skip


def _supposed(options: Options, centre: Centre, content: bytes, name: str) -> Change:
    by, at = acting_as(options, centre), clock.now()
    try:
        found, rules = amendment_queries.parse(content, options.path.name, centre)
    except BadRules as bad:
        raise Wanting("\n".join(bad.troubles)) from None
    amendment = RuleAmendment(
        centre=centre, name=name, replaces=options.whole or found.whole, tried_by=by, tried_at=at,
        rows=[as_row(one) for one in rules],
    )  # fmt: skip
    return amendment_queries.change_of(amendment, clock.today())


def _put_in_use(options: Options, centre: Centre, content: bytes, name: str) -> Change:
    by, at = acting_as(options, centre), clock.now()
    try:
        amendment = actions.try_rules(
            centre, by=by, at=at, name=name, content=content, file_name=options.path.name,
            replaces=options.whole,
        )  # fmt: skip
        change = amendment_queries.change_of(amendment, clock.today())
        try:
            actions.put_rules_in_use(amendment, by=by, at=at, reason=options.reason or "")
        except Refused:
            actions.set_rules_aside(amendment, by=by, at=at)
            raise
    except Refused as refusal:
        raise Wanting("\n".join(str(one) for one in refusal.obstacles)) from None
    return change


def _change_lines(document: dict[str, Any]) -> list[str]:
    found = [
        f"{one['what']}: {one['key']} ({one['family']}), {one['before'] or 'no rule'} -> "
        f"{one['after'] or 'no rule'}, from {one['from']}"
        for one in document["rules"]
    ]
    found += [f"beyond its bound: {one['said']}" for one in document["numbers"]]
    found += [f"moves: {one['what']}: {one['said']}" for one in document["dates"]]
    found += [f"clock: {one['what']}: {one['said']}" for one in document["clocks"]]
    found += [f"cannot be put in use: {one}" for one in document["lacking"]]
    return found or ["Nothing would change."]
