from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.planner"
    label = "planner"

    def ready(self):
        """Make its actions, its controls and its own source of items and tasks known."""
        for module in ("actions", "delivery", "controls", "own_sources", "rule_changes"):
            import_module(f"fairmark.planner.{module}")
