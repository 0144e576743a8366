from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.documents"
    label = "documents"
