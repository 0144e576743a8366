"""Every address."""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from fairmark.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("menu/", views.menu, name="menu"),
    path("search/", views.search, name="search"),
    path("gallery/", views.gallery, name="gallery"),
    path("help/", views.guidance, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("open-source/", views.open_source, name="open_source"),
    path("demonstration/", views.demonstration, name="demonstration"),
    path("account/login/", login_not_required(account.login), name="account_login"),
    path("account/logout/", login_not_required(account.logout), name="account_logout"),
    path("account/signup/", login_not_required(account.signup), name="account_signup"),
    path("account/inactive/", login_not_required(account.account_inactive), name="account_inactive"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path(
        "account/password/reset/", login_not_required(account.password_reset),
        name="account_reset_password",
    ),
    path(
        "account/password/reset/done/", login_not_required(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "account/password/reset/key/<uidb36>-<key>/",
        login_not_required(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/key/done/",
        login_not_required(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("learners/", include("fairmark.learners.urls")),
    path("schemes/", include("fairmark.catalogue.scheme_urls")),
    path("programmes/", include("fairmark.programmes.urls")),
    path("specifications/", include("fairmark.catalogue.specification_urls")),
    path("plans/", include("fairmark.planning.urls")),
    path("tracking/", include("fairmark.tracking.urls")),
    path("fairness/", include("fairmark.fairness.urls")),
    path("standardisation/", include("fairmark.standardisation.urls")),
    path("imports/", include("fairmark.exchange.urls")),
    path("evidence/", include("fairmark.evidence.urls")),
    path("policies/", include("fairmark.policies.urls")),
    path("rules/", include("fairmark.rulebook.urls")),
    path("", include("fairmark.similarity.urls")),
    path("", include("fairmark.assessment.urls")),
    path("", include("fairmark.briefs.urls")),
    path("", include("fairmark.registration.urls")),
    path("", include("fairmark.teaching.urls")),
    path("", include("fairmark.assurance.urls")),
    path("", include("fairmark.administration.urls")),
    path("", include("fairmark.planner.urls")),
]  # fmt: skip
