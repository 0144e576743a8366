from django.urls import path

from fairmark.catalogue import scheme_views as views

urlpatterns = [
    path("", views.scheme_list, name="schemes"),
    path("<slug:code>/", views.scheme, name="scheme"),
    path("<slug:code>/numbers/", views.numbers, name="scheme_numbers"),
    path("<slug:code>/calculator/", views.calculator, name="scheme_calculator"),
    path("<slug:code>/calculator/sheet/", views.sheet, name="scheme_sheet"),
]
