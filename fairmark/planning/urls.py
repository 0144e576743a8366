from django.urls import path

from fairmark.planning import paper_views, views, workbook_views

urlpatterns = [
    path("", views.plan_list, name="plans"),
    path("cohorts/<int:pk>/", views.of_cohort, name="plan_of_cohort"),
    path("cohorts/<int:pk>/draft/", views.draft, name="plan_draft"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/sign/", views.sign, name="plan_sign"),
    path("<int:pk>/revise/", views.revise, name="plan_revise"),
    path("<int:pk>/discard/", views.discard, name="plan_discard"),
    path("<int:pk>/add/", views.choose_unit, name="plan_add"),
    path("<int:pk>/add/<int:unit>/", views.add, name="plan_add_assignment"),
    path("<int:pk>/assignments/<int:planned>/", views.change, name="planned_assignment"),
    path("<int:pk>/assignments/<int:planned>/drop/", views.drop, name="planned_assignment_drop"),
    path("blank/<str:kind>/", paper_views.blank_plan, name="plan_blank"),
    path("<int:pk>/paper/<str:kind>/", paper_views.plan_paper, name="plan_paper"),
    path("<int:pk>/workbook.xlsx", workbook_views.take_out, name="plan_workbook_file"),
    path("<int:pk>/workbook/", workbook_views.upload, name="plan_workbook"),
    path("<int:pk>/workbook/<int:workbook>/", workbook_views.bring_in, name="plan_workbook_trial"),
]
