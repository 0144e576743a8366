from django.urls import path

from fairmark.tracking import prediction_views, result_views, views, workbook_views

urlpatterns = [
    path("", views.sheets, name="tracking"),
    path("cohorts/<int:pk>/", views.by_unit, name="tracking_units"),
    path("cohorts/<int:pk>/predictions/<int:enrolment>/", prediction_views.predictions,
         name="predictions"),
    path("cohorts/<int:pk>/predictions/<int:enrolment>/qualification/",
         prediction_views.predict_whole, name="predict_whole"),
    path("cohorts/<int:pk>/predictions/<int:enrolment>/units/<int:unit>/",
         prediction_views.predict_unit, name="predict_unit"),
    path("cohorts/<int:pk>/results/", result_views.results, name="tracking_results"),
    path("results/<int:pk>/", result_views.results_file, name="results_file"),
    path("results/<int:pk>/reading/", result_views.results_reading, name="results_reading"),
    path("results/<int:pk>/undo/", result_views.results_undo, name="results_undo"),
    path("results/<int:pk>/aside/", result_views.results_aside, name="results_aside"),
    path("cohorts/<int:pk>/units/<int:unit>/", views.by_criterion, name="tracking_sheet"),
    path("cohorts/<int:pk>/units/<int:unit>/sheet.xlsx", workbook_views.take_out,
         name="tracking_sheet_file"),
    path("cohorts/<int:pk>/units/<int:unit>/workbook/", workbook_views.bring_in,
         name="tracking_workbook"),
    path("cohorts/<int:pk>/units/<int:unit>/decide/", views.decide, name="tracking_decide"),
    path("cohorts/<int:pk>/units/<int:unit>/rows/<int:enrolment>/", views.row, name="tracking_row"),
    path(
        "cohorts/<int:pk>/units/<int:unit>/cells/<int:enrolment>/<int:assignment>/<int:criterion>/",
        views.cell, name="tracking_cell",
    ),
]  # fmt: skip
