from django.urls import path

from fairmark.administration import badge_views, views

urlpatterns = [
    path("centre/", views.centre, name="centre"),
    path("centre/people/new/", views.add_person, name="add_person"),
    path("centre/people/<int:pk>/", views.give_role, name="give_role"),
    path("centre/people/<int:pk>/details/", views.correct_person, name="correct_person"),
    path("centre/roles/<int:pk>/end/", views.end_role, name="end_role"),
    path("centre/sites/new/", views.add_site, name="add_site"),
    path("centre/logo/", badge_views.logo, name="logo"),
    path("centre/logo/change/", badge_views.give_logo, name="give_logo"),
    path("centre/logo/removal/", badge_views.remove_logo, name="remove_logo"),
    path("centre/calendar/", views.calendar, name="calendar"),
    path("centre/calendar/closure/", views.add_closure, name="add_closure"),
    path("centre/calendar/closure/<int:pk>/taking-back/", views.remove_closure,
         name="remove_closure"),
    path("conflicts/", views.conflicts, name="conflicts"),
    path("conflicts/new/", views.declare_conflict, name="declare_conflict"),
    path("me/", views.me, name="me"),
]  # fmt: skip
