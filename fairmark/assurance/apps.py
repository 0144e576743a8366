from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.assurance"
    label = "assurance"
