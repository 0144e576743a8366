from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.tracking"
    label = "tracking"
