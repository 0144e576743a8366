from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.guide"
    label = "guide"
