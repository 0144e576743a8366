from django.urls import path

from fairmark.assurance import opening_views, views

urlpatterns = [
    path("assurance/", views.board, name="board"),
    path("assurance/<slug:clause_id>/", views.clause, name="clause"),
    path("trail/", views.trail, name="trail"),
    path("trail/files/<int:pk>/", opening_views.openings, name="openings"),
    path("trail/check/", views.check_trail, name="check_trail"),
]
