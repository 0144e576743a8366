from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.calendar"
    label = "calendar"
