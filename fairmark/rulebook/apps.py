from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.rulebook"
    label = "rulebook"
