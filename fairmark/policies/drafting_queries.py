"""What somebody who writes a draft may use: names, days of the rule pack, clauses left to answer."""

from datetime import date

from fairmark.guide.queries import in_use
from fairmark.people.rules import Role
from fairmark.policies import drafting_rules, exemplars, questions, rules
from fairmark.policies.models import PolicyVersion
from fairmark.rulebook.queries import NoRule, Rule, pack, rule


def obstacles_to_words(version: PolicyVersion, text: str, *, on: date) -> list[str]:
    """Every {name} in what somebody writes is one that can be filled."""
    known = {"centre", *Role, *questions.FILLED_BY_ANSWERS, *version.content["numbers"],
             *rules.choices_in(version.content)}  # fmt: skip
    return [
        f"Nothing fills {{{name}}}. Write the words, or choose a name that is known."
        for name in dict.fromkeys(rules.PLACEHOLDER.findall(text))
        if name not in known and not _is_rule(name, on)
    ]


def unanswered_clauses(version: PolicyVersion) -> list[str]:
    """Clauses that the guide asks of this policy and that no section of the version answers."""
    asked = [
        clause.id
        for clause in in_use(version.policy.centre).clauses
        if clause.kind in exemplars.ANSWERED
        and exemplars.KIND_OF_AREA.get(clause.area) == version.policy.kind
    ]
    return drafting_rules.unanswered(version.content, asked)


def unanswered_without(version: PolicyVersion, block: str) -> list[str]:
    """Clauses of the guide in use that nothing here would answer if a section were taken out."""
    edition = in_use(version.policy.centre)
    left = drafting_rules.unanswered_without(version.content, block)
    return [clause_id for clause_id in left if edition.clause(clause_id)]


def days_of_the_pack(on: date) -> dict[str, Rule]:
    """The days of the year that the rule pack knows, by key, as they hold on a day."""
    keys = {one.key for one in pack() if one.unit == "day of the academic year"}
    found = {}
    for key in sorted(keys):
        try:
            found[key] = rule(key, on=on)
        except NoRule:  # only for a family of qualifications, or not yet
            continue
    return found


def _is_rule(name: str, on: date) -> bool:
    """Whether a name such as "rule:retention.records_years" is one of the rule pack."""
    try:
        return name.startswith("rule:") and bool(rule(name[5:], on=on))
    except NoRule:
        return False
