"""How commands speak: one JSON document or lines, and what they are found wanting of."""

import argparse
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import QuerySet

from fairmark.administration.actions import COMMAND_LINE
from fairmark.centre.models import Centre
from fairmark.centre.working import work_for
from fairmark.people.models import Account, Person

Options = argparse.Namespace


class Wanting(Exception):
    """Refused or found wanting: the reason goes to standard error and the exit code is 1."""


def show(options: Options, document: Any, *lines: str) -> None:
    if options.json:
        print(json.dumps(document, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder))
    else:
        print("\n".join(lines))


def centres() -> QuerySet[Centre]:
    """Every centre of this installation, of which there is at least one."""
    if "centre_centre" not in connection.introspection.table_names():
        raise Wanting("There is no centre here yet. Make one with: fairmark init")
    return Centre.objects.all()


def centre_of(options: Options) -> Centre:
    everyone = centres()
    if number := getattr(options, "centre", None):
        everyone = everyone.filter(number=number)
    found = list(everyone[:2])
    if not found:
        raise Wanting("There is no such centre here. Make one with: fairmark init")
    if len(found) > 1:
        raise Wanting("There are several centres here. Say which with --centre NUMBER.")
    work_for(found[0].pk)
    return found[0]


def acting_as(options: Options, centre: Centre) -> Person:
    if email := getattr(options, "acting", None):
        account = Account.objects.filter(email__iexact=email, person__centre=centre).first()
        if account is None:
            raise Wanting(f"Nobody signs in with {email}.")
        return account.person
    return Person.objects.get(centre=centre, name=COMMAND_LINE, is_system=True)
