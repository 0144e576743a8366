from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.catalogue"
    label = "catalogue"
