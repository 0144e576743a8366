"""Addresses of the rulebook."""

from django.urls import path

from fairmark.rulebook import amendment_views, views

urlpatterns = [
    path("", views.rules, name="rules"),
    path("rules.json", views.pack_as_json, name="rules_json"),
    path("rules.csv", views.pack_as_csv, name="rules_csv"),
    path("amendments/", views.amendments, name="rule_amendments"),
    path("amendments/new/", amendment_views.try_rules, name="try_rules"),
    path("amendments/<int:pk>/", amendment_views.amendment, name="rule_amendment"),
    path("amendments/<int:pk>/use/", amendment_views.put_rules_in_use, name="put_rules_in_use"),
    path(
        "amendments/<int:pk>/setting-aside/", amendment_views.set_rules_aside,
        name="set_rules_aside",
    ),
    path(
        "amendments/<int:pk>/taking-back/", amendment_views.take_rules_back, name="take_rules_back"
    ),
    path("<str:key>/", views.rule, name="rule"),
]  # fmt: skip
