from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.learners"
    label = "learners"

    def ready(self):
        """Make the actions known."""
        import_module("fairmark.learners.tutorial_actions")
