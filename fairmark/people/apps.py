from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.people"
    label = "people"
