from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.teaching"
    label = "teaching"

    def ready(self):
        """Make what registers itself known: actions, controls, tasks, and who may see files."""
        for module in (
            "actions", "meeting_actions", "resource_actions", "told_actions", "controls", "tasks", "guarding",
        ):  # fmt: skip
            import_module(f"fairmark.teaching.{module}")
