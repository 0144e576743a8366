from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.catalogue"
    label = "catalogue"

    def ready(self):
        """Make the actions known."""
        import_module("fairmark.catalogue.specification_actions")
