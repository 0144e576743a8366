"""The tables of who may do what and of which events there are, printed from the actions."""

from collections.abc import Iterator

from fairmark.workflow.actions import Action, all_actions

_HEAD = "<!-- Printed from the actions by `bin/fairmark manage print_tables`. Do not edit. -->\n\n"


def who_may_do_what() -> str:
    """Every action: what it does, and the roles that may."""
    rows = [
        f"| {action.label} | {', '.join(action.by)} | {_scope(action)} | {action.purpose} |"
        for action in all_actions()
    ]
    head = "# Who may do what\n\n| action | who | where held | what it does |\n|---|---|---|---|\n"
    return _HEAD + head + "\n".join(rows) + "\n"


def events() -> str:
    """Every event, and the actions that write it."""
    found: dict[str, list[str]] = {}
    for name, action in _records():
        found.setdefault(name, []).append(f"{action.room}: {action.label.lower()}")
    found["refused"] = ["any action that was refused"]
    found["centre_set_up"] = ["the command `init`"]
    rows = [f"| `{name}` | {'; '.join(by)} |" for name, by in sorted(found.items())]
    return _HEAD + "# Events\n\n| event | written by |\n|---|---|\n" + "\n".join(rows) + "\n"


def _records() -> Iterator[tuple[str, Action]]:
    for action in all_actions():
        for name in action.records:
            yield name, action


def _scope(action: Action) -> str:
    if action.whose:
        return "their own record only"
    return (
        "anywhere in the centre" if action.anywhere else "for the record’s centre or a part of it"
    )
