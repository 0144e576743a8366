from django.urls import path

from fairmark.fairness import views

urlpatterns = [
    path("", views.cohorts, name="fairness"),
    path("cohorts/<int:pk>/", views.cohort, name="fairness_cohort"),
    path("cohorts/<int:pk>/review/<slug:by>/<str:group>/<slug:band>/", views.review,
         name="fairness_review"),
]  # fmt: skip
