from django.urls import path

from fairmark.teaching import meeting_views, resource_views, told_views, tutorial_views, views

_FILE = "programmes/cohorts/<int:pk>/file/"

urlpatterns = [
    path(_FILE, views.programme_file, name="programme_file"),
    path(f"{_FILE}team/", views.team, name="team"),
    path(f"{_FILE}timetables/", views.timetables, name="timetables"),
    path(f"{_FILE}timetables/new/", views.add_timetable, name="add_timetable"),
    path(f"{_FILE}schemes/", views.schemes, name="schemes_of_work"),
    path(f"{_FILE}schemes/new/", views.add_teaching_document, name="add_teaching_document"),
    path(f"{_FILE}beginnings/", views.unit_beginning, name="set_unit_beginning"),
    path(f"{_FILE}employers/", views.employers, name="employers"),
    path(f"{_FILE}employers/new/", views.involve_employer, name="involve_employer"),
    path(
        "programmes/employers/<int:pk>/outcome/", views.settle_involvement,
        name="settle_involvement",
    ),
    path(f"{_FILE}class-list/", views.class_list, name="class_list"),
    path(f"{_FILE}class-list/class-list.csv", views.class_list_csv, name="class_list_csv"),
    path(f"{_FILE}class-list/class-list.xlsx", views.class_list_xlsx, name="class_list_xlsx"),
    path(f"{_FILE}tutorials/", tutorial_views.tutorials, name="cohort_tutorials"),
    path(f"{_FILE}told/", told_views.told, name="told"),
    path(f"{_FILE}told/<slug:policy>/new/", told_views.tell_learners, name="tell_learners"),
    path(f"{_FILE}meetings/", meeting_views.meetings, name="meetings"),
    path(f"{_FILE}meetings/new/", meeting_views.record_meeting, name="record_meeting"),
    path("programmes/meetings/<int:pk>/", meeting_views.meeting, name="meeting"),
    path("programmes/meetings/<int:pk>/minutes/", meeting_views.write_minutes, name="write_minutes"),
    path(
        "programmes/meetings/<int:pk>/actions/", meeting_views.set_action_point,
        name="set_action_point",
    ),
    path(
        "programmes/action-points/<int:pk>/done/", meeting_views.finish_action_point,
        name="finish_action_point",
    ),
    path(
        "programmes/action-points/<int:pk>/owner/", meeting_views.give_action_point,
        name="give_action_point",
    ),
    path(f"{_FILE}resources/", resource_views.resources, name="resources"),
    path(f"{_FILE}resources/<int:unit>/", resource_views.resource_checks, name="resource_checks"),
    path(
        f"{_FILE}resources/<int:unit>/check/", resource_views.sign_resources, name="sign_resources"
    ),
]  # fmt: skip
