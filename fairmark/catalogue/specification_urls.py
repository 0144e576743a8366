from django.urls import path

from fairmark.catalogue import specification_views as views

urlpatterns = [
    path("", views.specifications, name="specifications"),
    path("<int:pk>/", views.specification, name="specification"),
    path("<int:pk>/facts/", views.change_specification, name="change_specification"),
    path("<int:pk>/changes/", views.issue_changes, name="issue_changes"),
    path("<int:pk>/copy/", views.copy_to_new_issue, name="copy_to_new_issue"),
    path("<int:pk>/units/new/", views.add_unit, name="add_unit"),
    path("<int:pk>/groups/new/", views.add_group, name="add_group"),
    path("<int:pk>/barred/new/", views.bar_units, name="bar_units"),
    path("units/<int:pk>/", views.change_unit, name="change_unit"),
    path("units/<int:pk>/criteria/", views.change_criteria, name="change_criteria"),
    path("units/<int:pk>/removal/", views.take_out_unit, name="take_out_unit"),
    path("groups/<int:pk>/", views.change_group, name="change_group"),
    path("groups/<int:pk>/removal/", views.take_out_group, name="take_out_group"),
    path("barred/<int:pk>/removal/", views.lift_bar, name="lift_bar"),
]
