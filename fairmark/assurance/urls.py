from django.urls import path

from fairmark.assurance import views

urlpatterns = [
    path("assurance/", views.board, name="board"),
    path("assurance/<slug:clause_id>/", views.clause, name="clause"),
    path("trail/", views.trail, name="trail"),
    path("trail/check/", views.check_trail, name="check_trail"),
]
