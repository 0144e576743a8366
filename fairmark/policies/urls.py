from django.urls import path

from fairmark.policies import views

urlpatterns = [
    path("", views.policy_list, name="policies"),
    path("<slug:kind>/", views.policy, name="policy"),
    path("<slug:kind>/new/", views.new_version, name="new_policy_version"),
]
