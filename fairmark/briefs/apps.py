from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.briefs"
    label = "briefs"

    def ready(self):
        """Make what registers itself known: actions, controls, tasks and who may see the files."""
        for module in (
            "actions", "verification_actions", "issue_actions", "controls", "verification_controls",
            "tasks", "rule_changes", "guarding",
        ):  # fmt: skip
            import_module(f"fairmark.briefs.{module}")
