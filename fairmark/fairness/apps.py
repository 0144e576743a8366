from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.fairness"
    label = "fairness"

    def ready(self):
        """Make actions, controls and tasks known."""
        for module in ("actions", "controls", "tasks"):
            import_module(f"fairmark.fairness.{module}")
