"""The year plan of a small college."""

import pytest

from fairmark.calendar.models import AcademicYear


@pytest.fixture
def year(centre):
    return AcademicYear.objects.get(centre=centre, label="2025/26")
