from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.ui"
    label = "ui"
