from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.administration"
    label = "administration"

    def ready(self):
        """Make its actions known."""
        for module in ("actions", "badge_actions"):
            import_module(f"fairmark.administration.{module}")
