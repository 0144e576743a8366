from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.standardisation"
    label = "standardisation"

    def ready(self):
        """Make what registers itself known: actions, controls, tasks, guards of files, rules read."""
        for module in (
            "actions",
            "correction_actions",
            "practice_actions",
            "controls",
            "tasks",
            "file_guards",
            "rule_changes",
        ):
            import_module(f"fairmark.standardisation.{module}")
