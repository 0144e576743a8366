"""What if? for a cohort and a learner: its own units, its own combination, nothing kept."""

import re
from urllib.parse import urlencode

import pytest

from fairmark.catalogue.models import UnitGroup
from fairmark.people.rules import Role
from fairmark.programmes import actions
from fairmark.programmes.graded import own_rules
from tests.builders import MONDAY, a_learner, a_person, a_specification, a_unit, an_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(cohort):
    """The Extended Certificate: two externals and an internal, mandatory; two options of 60."""
    programme = cohort.programme
    programme.qualification.scheme = "rqf_l3_ext_certificate_360"
    programme.qualification.save()
    return [
        a_unit(programme, number="1", external=False, title="Exploring", must_pass=True),
        a_unit(programme, number="2", external=True),
        a_unit(programme, number="3", external=True, glh=120),
        a_unit(programme, number="8", external=False, glh=60, status="optional"),
        a_unit(programme, number="14", external=False, glh=60, status="optional"),
    ]


@pytest.fixture
def signed_in(client, cohort):
    person = a_person(
        cohort.centre, "Pia Leader", Role.PROGRAMME_LEADER, cohort.programme,
        email="pia@example.ac.uk",
    )  # fmt: skip
    client.force_login(person.accounts.get())
    return client


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def tried(client, address, taken, grades):
    rows = [("taken", str(place)) for place in taken]
    for grade in grades:
        rows += [("grade", grade), ("points", ""), ("predicted", "")]
    return words(client.get(f"{address}?{urlencode(rows)}"))


def test_the_page_begins_with_the_units_that_the_cohort_takes(signed_in, cohort, units, pia):
    actions.choose_units(cohort, by=pia, at=MONDAY, units=units[:4])
    page = signed_in.get(f"/programmes/cohorts/{cohort.pk}/what-if/").content.decode()
    assert page.count(" checked") == 4
    assert "1 Exploring" in page
    assert "Ceiling" in page


def test_grades_are_tried_on_its_own_units(signed_in, cohort, units, pia):
    address = f"/programmes/cohorts/{cohort.pk}/what-if/"
    said = tried(signed_in, address, range(4), ["D", "M", "P", "D", ""])
    assert "67 to 82 M to D" in said
    assert "Nothing blocks it" in said
    said = tried(signed_in, address, range(4), ["U", "M", "P", "D", ""])
    assert "Unit 1 is at U. The specification says that it must be passed." in said


def test_a_choice_that_makes_no_valid_combination_blocks_the_award(signed_in, cohort, units):
    """One option, of a group from which two are taken."""
    group = UnitGroup.objects.create(
        specification=a_specification(cohort.programme), code="A", least_units=2
    )
    units[3].group = group
    units[3].save()
    address = f"/programmes/cohorts/{cohort.pk}/what-if/"
    said = tried(signed_in, address, range(4), ["P", "P", "P", "P", ""])
    assert "P Blocked" in said
    assert "group A" in said


def test_of_more_than_is_needed_the_best_valid_choice_counts(signed_in, cohort, units):
    """Both options are of a group from which one may be taken: the better one counts."""
    group = UnitGroup.objects.create(
        specification=a_specification(cohort.programme), code="A", most_units=1
    )
    for unit in units[3:]:
        unit.group = group
        unit.save()
    address = f"/programmes/cohorts/{cohort.pk}/what-if/"
    said = tried(signed_in, address, range(5), ["P", "P", "P", "P", "D"])
    assert "Nothing blocks it" in said
    assert "Not counted, as there are better ones: Unit 8." in said


def test_hours_at_pass_that_the_specification_asks_for_stand_in_for_the_schemes(
    signed_in, cohort, units
):
    specification = a_specification(cohort.programme)
    assert own_rules(specification) == ()
    specification.least_size_at_pass = 330
    specification.save()
    address = f"/programmes/cohorts/{cohort.pk}/what-if/"
    said = tried(signed_in, address, range(4), ["P", "P", "P", "U", ""])
    assert "300 guided learning hours are at Pass or above; at least 330 are needed." in said


def test_the_same_is_asked_for_a_learner_and_printed(signed_in, cohort, units):
    learner = a_learner(cohort.centre, surname="Okafor", forenames="Lena")
    enrolment = an_enrolment(cohort, learner)
    page = signed_in.get(f"/learners/{learner.pk}/")
    assert f"what-if/{enrolment.pk}/" in page.content.decode()
    address = f"/learners/{learner.pk}/what-if/{enrolment.pk}/"
    assert "What if? Lena Okafor" in words(signed_in.get(address))
    assert signed_in.get(f"{address}sheet/")["Content-Type"] == "application/pdf"
    other = an_enrolment(cohort, a_learner(cohort.centre))
    assert signed_in.get(f"/learners/{learner.pk}/what-if/{other.pk}/").status_code == 404


def test_a_cohort_that_no_scheme_grades_has_no_calculator(signed_in, cohort):
    assert signed_in.get(f"/programmes/cohorts/{cohort.pk}/what-if/").status_code == 404
    assert "what-if" not in signed_in.get(f"/programmes/cohorts/{cohort.pk}/").content.decode()
