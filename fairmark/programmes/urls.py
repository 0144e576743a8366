from django.urls import path

from fairmark.programmes import cohort_views, views

urlpatterns = [
    path("", views.programme_list, name="programmes"),
    path("approvals/", views.approvals, name="approvals"),
    path("<int:pk>/", views.programme, name="programme"),
    path("<int:pk>/approval/", views.approval, name="programme_approval"),
    path("<int:pk>/course-codes/", views.course_code, name="programme_course_code"),
    path("<int:pk>/fee/", views.fee, name="programme_fee"),
    path("cohorts/<int:pk>/", views.cohort, name="cohort"),
    path("cohorts/<int:pk>/units/", cohort_views.cohort_units, name="cohort_units"),
    path(
        "cohorts/<int:pk>/specification/", cohort_views.cohort_specification,
        name="cohort_specification",
    ),
    path("cohorts/<int:pk>/what-if/", cohort_views.cohort_what_if, name="cohort_what_if"),
    path("cohorts/<int:pk>/what-if/sheet/", cohort_views.cohort_sheet, name="cohort_sheet"),
    path("cohorts/<int:pk>/staff/", views.allocation, name="cohort_staff"),
    path("allocations/<int:pk>/ending/", views.end_allocation, name="end_allocation"),
]  # fmt: skip
