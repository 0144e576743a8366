from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.tracking"
    label = "tracking"

    def ready(self):
        """Make the controls known."""
        import_module("fairmark.tracking.controls")
