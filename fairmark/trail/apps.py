from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "fairmark.trail"
    label = "trail"

    def ready(self):
        post_migrate.connect(_still_guarded, sender=self)
        connection_created.connect(_guard)


def _guard(connection, **_):
    """On every connection of the application to SQLite: nothing may loosen the trail's guard."""
    from fairmark.trail import schema

    if connection.vendor == "sqlite":
        connection.connection.set_authorizer(schema.authorize)


def _still_guarded(using, plan=(), **_):
    """After every migrate: the trail's tables and triggers are those that we reviewed."""
    from django.db import connections

    from fairmark.trail import schema

    connection = connections[using]
    if "trail_event" not in connection.introspection.table_names():
        return
    found = schema.problems(connection)
    if found:
        raise ImproperlyConfigured("The trail is no longer guarded: " + "; ".join(found) + ".")
