"""What changed between two versions: told in words, and shown word by word, section by section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any

from fairmark.policies.drafting_rules import Piece, all_blocks, links, piece_of
from fairmark.policies.procedure_rules import dead_ends, leads_on
from fairmark.policies.questions import QUESTIONS
from fairmark.policies.rules import PARTS, PLACEHOLDER, Content, choices_in, texts
from fairmark.ui.words import in_turn

LEARNERS = "Learners’ version"
#: Below this likeness of two texts their words are not compared: all is taken out, all is new.
ALIKE = 0.35
#: Words that stay between two changes and are fewer than this are shown with the changes.
FEW_WORDS = 2


@dataclass(frozen=True)
class Text:
    """A version as it is compared: what it holds, its numbers, and what fills its placeholders.

    `choices` are the words of what it chooses, by key.
    `days` are the awarding body's days that key dates stand on, by key, as people say them.
    """

    content: Content
    numbers: Mapping[str, int]
    values: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)

    def filled(self, text: str) -> str:
        shown = {name: str(number) for name, number in self.numbers.items()} | {
            **self.choices,
            **self.values,
        }
        return PLACEHOLDER.sub(lambda match: shown.get(match[1], match[1]), text)


# -- in words --------------------------------------------------------------------------------


def told(before: Text, after: Text) -> list[str]:
    """Each change as a sentence, the numbers first; empty where nothing changed.

    Source: clauses POL-7, POL-12.
    """
    return [
        *_numbers(before, after),
        *_choices(before, after),
        *_answers(before.content, after.content),
        *_sections(before.content["blocks"], after.content["blocks"], ""),
        *_orders(before.content, after.content),
        *_sections(before.content["learner"], after.content["learner"], f"{LEARNERS}: "),
        *_dates(before, after),
        *_links(links(before.content), links(after.content)),
        *_people(before.content, after.content),
    ]


def _numbers(before: Text, after: Text) -> list[str]:
    names = dict(before.content["numbers"]) | dict(after.content["numbers"])
    found = []
    for key, (name, unit) in names.items():
        old, new = before.numbers.get(key), after.numbers.get(key)
        if old == new:
            continue
        if old is None:
            found.append(f"New number “{name}”: {new} {unit}.")
        elif new is None:
            found.append(f"“{name}” is no longer counted; it was {old} {unit}.")
        else:
            found.append(f"“{name}”: {old} to {new} {unit}.")
    return found


def _choices(before: Text, after: Text) -> list[str]:
    names = {**choices_in(before.content), **choices_in(after.content)}
    found = []
    for key, name in names.items():
        old, new = before.choices.get(key), after.choices.get(key)
        if old == new:
            continue
        if old is None:
            found.append(f"New choice: {_small(name)} {new}.")
        elif new is None:
            found.append(f"Nothing is chosen any more for “{name}”; it was “{old}”.")
        else:
            found.append(f"{name} {new}; before, “{old}”.")
    return found


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _answers(before: Content, after: Content) -> list[str]:
    """What the centre answers otherwise, where the later text says it."""
    was, now = before.get("answers", {}), after.get("answers", {})
    changed = [one for one in QUESTIONS if one.name in now and was.get(one.name) != now[one.name]]
    if not changed:
        return []
    named = {name for _, text in texts(after) for name in PLACEHOLDER.findall(text)}
    return [
        f"{one.label} “{now[one.name]}”"
        + (f"; before, “{was[one.name]}”." if one.name in was else ".")
        for one in changed
        if one.name in named
    ]


def _sections(before: Sequence[Piece], after: Sequence[Piece], where: str) -> list[str]:
    found = []
    for one in after:
        old = piece_of(before, one["id"])
        if old is None:
            found.append(f"{where}New section “{one['heading']}”.")
        else:
            found += [where + said for said in _section(old, one)]
    return found + [
        f"{where}Section “{one['heading']}” taken out."
        for one in before
        if piece_of(after, one["id"]) is None
    ]


def _section(old: Piece, new: Piece) -> list[str]:
    heading, found = new["heading"], []
    if old["heading"] != heading:
        found.append(f"Section “{old['heading']}” is now called “{heading}”.")
    if _markup(old["html"]) != _markup(new["html"]):
        found.append(f"Section “{heading}” rewritten.")
    was, here = _markup(old.get("here", "")), _markup(new.get("here", ""))
    if was != here:
        how = "rewritten" if was and here else "written" if here else "taken out"
        found.append(f"How it is done here {how} under “{heading}”.")
    return found + _steps(old.get("steps", []), new.get("steps", []), heading)


def _steps(before: Sequence[Piece], after: Sequence[Piece], heading: str) -> list[str]:
    found = []
    for one in after:
        old = piece_of(before, one["id"])
        if old is None:
            found.append(f"New step “{one['title']}” under “{heading}”.")
            continue
        if old["who"] != one["who"]:
            found.append(
                f"Step “{one['title']}” under “{heading}” is now the {one['who']}’s, "
                f"not the {old['who']}’s."
            )
        if old != one | {"who": old["who"]}:
            found.append(f"Step “{one['title']}” under “{heading}” rewritten.")
    found += [
        f"Step “{one['title']}” under “{heading}” taken out."
        for one in before
        if piece_of(after, one["id"]) is None
    ]
    if _reordered(before, after):
        found.append(f"The steps of “{heading}” come in another order.")
    return found


def _orders(before: Content, after: Content) -> list[str]:
    def part(content: Content, name: str) -> list[Piece]:
        return [one for one in content["blocks"] if one["part"] == name]

    return [
        f"The sections of “{heading}” stand in another order."
        for name, heading in PARTS.items()
        if _reordered(part(before, name), part(after, name))
    ]


def _reordered(before: Sequence[Piece], after: Sequence[Piece]) -> bool:
    old, new = [one["id"] for one in before], [one["id"] for one in after]
    return [one for one in old if one in new] != [one for one in new if one in old]


def _when(one: Piece, days: Mapping[str, str]) -> str:
    if "rule" in one:
        known = days.get(one["rule"])
        return f"the awarding body’s day ({known})" if known else "the awarding body’s day"
    month, day = (int(part) for part in one["day"].split("-"))
    return f"{date(2000, month, day):%-d %B}"


def _dates(earlier: Text, later: Text) -> list[str]:
    before, after, days = earlier.content["dates"], later.content["dates"], later.days
    found = []
    for one in after:
        old = piece_of(before, one.get("id"))
        if old is None:
            found.append(f"New key date “{one['what']}”: {_when(one, days)}.")
        else:
            found += _date(old, one, days)
    return found + [
        f"Key date “{one['what']}” taken out."
        for one in before
        if piece_of(after, one.get("id")) is None
    ]


def _date(old: Piece, new: Piece, days: Mapping[str, str]) -> list[str]:
    """Each part of a key date that is not as it was: what it is called, its day, whose it is."""
    found, what = [], new["what"]
    if old["what"] != what:
        found.append(f"Key date “{old['what']}” is now called “{what}”.")
    if (old.get("rule"), old.get("day")) != (new.get("rule"), new.get("day")):
        found.append(f"Key date “{what}”: {_when(old, days)} to {_when(new, days)}.")
    if old["who"] != new["who"]:
        found.append(f"Key date “{what}” is now the {new['who']}’s, not the {old['who']}’s.")
    if old.get("each", False) != new.get("each", False):
        found.append(
            f"Key date “{what}”: each {new['who']} does their own now."
            if new.get("each")
            else f"Key date “{what}”: once is enough for all of the role now."
        )
    return found


def _links(before: Sequence[Piece], after: Sequence[Piece]) -> list[str]:
    found = []
    for one in after:
        old = piece_of(before, one["id"])
        if old is None:
            found.append(f"New link “{one['title']}”.")
        elif (old["title"], old["url"]) != (one["title"], one["url"]):
            found.append(f"Link “{one['title']}” changed.")
    return found + [
        f"Link “{one['title']}” taken out." for one in before if piece_of(after, one["id"]) is None
    ]


def _people(before: Content, after: Content) -> list[str]:
    found = []
    if before["owner"] != after["owner"]:
        found.append(f"Its owner is the {after['owner']}, not the {before['owner']}.")
    more = [role for role in after["readers"] if role not in before["readers"]]
    fewer = [role for role in before["readers"] if role not in after["readers"]]
    if more:
        found.append(f"It now concerns the {in_turn(more)} too.")
    if fewer:
        found.append(f"It no longer concerns the {in_turn(fewer)}.")
    old, new = _deciding(before), _deciding(after)
    if old != new:
        found.append(f"Approved by {new}; before, by {old}.")
    return found


def _deciding(content: Content) -> str:
    roles = sorted(content["approvers"])
    either = content.get("approval") == "any" and len(roles) > 1
    return ("any one of " if either else "") + in_turn(roles)


# -- side by side ----------------------------------------------------------------------------


class Mark(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Words:
    """Words that stay, go or come together."""

    mark: Mark
    text: str


Line = tuple[Words, ...]


#: Stands for lines that are the same in both.
LEFT_OUT: Line = (Words(Mark.SAME, "…"),)


class Became(StrEnum):
    """What became of a section."""

    NEW = "new"
    GONE = "taken out"
    CHANGED = "changed"


@dataclass(frozen=True)
class Compared:
    """A section that is not the same in both versions, as it reads in each."""

    id: str
    heading: str
    became: Became
    before: tuple[Line, ...]
    after: tuple[Line, ...]


def side_by_side(before: Text, after: Text) -> list[Compared]:
    """The sections that differ, numbers and names in place, in the order in which they are read."""
    old = {one["id"]: one for one in all_blocks(before.content)}
    new = {one["id"]: one for one in all_blocks(after.content)}
    found = []
    for id in _together(list(old), list(new)):
        was = _lines(old[id], before) if id in old else []
        now = _lines(new[id], after) if id in new else []
        if was == now:
            continue
        left, right = (_around(lines) for lines in compared(was, now))
        became = Became.NEW if id not in old else Became.GONE if id not in new else Became.CHANGED
        found.append(Compared(id, (new.get(id) or old[id])["heading"], became, left, right))
    return found


def _around(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines that changed, each with the one before and after it; what is between is left out."""
    changed = {i for i, line in enumerate(lines) if any(one.mark != Mark.SAME for one in line)}
    near = {place for i in changed for place in (i - 1, i, i + 1)}
    found: list[Line] = []
    for i, line in enumerate(lines):
        if i in near:
            found.append(line)
        elif not found or found[-1] != LEFT_OUT:
            found.append(LEFT_OUT)
    return tuple(found)


def _together(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The ids of both, those of the later version in its order, the others after what they followed."""
    found = list(new)
    for place, id in enumerate(old):
        if id not in new:
            found.insert(found.index(old[place - 1]) + 1 if place else 0, id)
    return found


def compared(was: Sequence[str], now: Sequence[str]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of both texts, their words marked by what became of them."""
    a, b = _tokens(was), _tokens(now)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    alike = bool(a and b) and matcher.ratio() >= ALIKE
    runs = _runs(matcher, a) if alike else [(0, len(a), 0, len(b), False)]
    left: list[tuple[Mark, list[str]]] = []
    right: list[tuple[Mark, list[str]]] = []
    for a1, a2, b1, b2, same in runs:
        left.append((Mark.SAME if same else Mark.GONE, a[a1:a2]))
        right.append((Mark.SAME if same else Mark.NEW, b[b1:b2]))
    return _by_line(left), _by_line(right)


def _runs(matcher: SequenceMatcher[str], a: list[str]) -> list[tuple[int, int, int, int, bool]]:
    """Stretches of words that stay or change; a word or two that stay between changes go with them."""
    found: list[tuple[int, int, int, int, bool]] = []
    codes = matcher.get_opcodes()
    for place, (tag, a1, a2, b1, b2) in enumerate(codes):
        between = 0 < place < len(codes) - 1 and a2 - a1 < FEW_WORDS and "\n" not in a[a1:a2]
        same = tag == "equal" and not between
        if found and found[-1][4] == same:
            last = found.pop()
            found.append((last[0], a2, last[2], b2, same))
        else:
            found.append((a1, a2, b1, b2, same))
    return found


def _by_line(runs: Iterable[tuple[Mark, list[str]]]) -> tuple[Line, ...]:
    lines: list[list[Words]] = [[]]
    for mark, tokens in runs:
        for part, words in enumerate(" ".join(tokens).split("\n")):
            if part:
                lines.append([])
            if words.strip():
                lines[-1].append(Words(mark, words.strip()))
    return tuple(tuple(line) for line in lines if line)


def _tokens(lines: Sequence[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        found += [*line.split(), "\n"]
    return found


def _lines(block: Mapping[str, Any], text: Text) -> list[str]:
    """A section as lines of plain text: its heading, paragraphs, points, rows and steps."""
    found = [block["heading"], *lines_of(block["html"])]
    if here := lines_of(block.get("here", "")):
        found += ["How it is done here:", *here]
    steps = block.get("steps", ())
    leads = leads_on(steps) if not dead_ends(steps) else [()] * len(steps)
    for number, step in enumerate(steps, 1):
        found += [f"Step {number}: {step['title']}", step["what"],
                  f"Who: {step['who']}. By when: {step['by']}. Record: {step['record']}."]  # fmt: skip
        if step.get("asks"):
            found.append(step["asks"])
        found += leads[number - 1]
    return [text.filled(line) for line in found]


#: Tags that begin a line of their own.
_BREAKS = frozenset({"p", "li", "h3", "h4", "tr", "br", "blockquote"})


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.lines.append("– " if tag == "li" else "")
        elif tag in ("td", "th") and self.lines[-1]:
            self.lines[-1] += " | "

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data


def lines_of(html: str) -> list[str]:
    """The lines of a text without its markup."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    lines = (_squeezed(line) for line in parser.lines)
    return [line for line in lines if line.strip("– ")]


def _markup(html: str) -> str:
    """A text with its markup, but for the space between tags, which nobody reads."""
    return re.sub(r">\s+<", "><", _squeezed(html))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
