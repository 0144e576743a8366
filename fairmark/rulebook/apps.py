from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.rulebook"
    label = "rulebook"

    def ready(self):
        """Make its actions known."""
        import_module("fairmark.rulebook.actions")
