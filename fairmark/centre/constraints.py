"""Facts that belong together are held together by the database."""

from django.db import models
from django.db.models import Q


def together(name: str, *fields: str) -> models.CheckConstraint:
    """All of these are known, or none."""
    return models.CheckConstraint(
        condition=Q(**dict.fromkeys(fields)) | Q(**{f"{field}__isnull": False for field in fields}),
        name=name,
    )
