from django.urls import path

from fairmark.tracking import views

urlpatterns = [
    path("cohorts/<int:pk>/units/<int:unit>/", views.by_criterion, name="tracking_sheet"),
    path("cohorts/<int:pk>/units/<int:unit>/decide/", views.decide, name="tracking_decide"),
    path("cohorts/<int:pk>/units/<int:unit>/rows/<int:enrolment>/", views.row, name="tracking_row"),
    path(
        "cohorts/<int:pk>/units/<int:unit>/cells/<int:enrolment>/<int:assignment>/<int:criterion>/",
        views.cell, name="tracking_cell",
    ),
]  # fmt: skip
