from django.urls import path

from fairmark.similarity import views

urlpatterns = [
    path("assignments/<int:pk>/similarity/", views.assignment_likenesses,
         name="assignment_likenesses"),
    path("assignments/<int:pk>/similarity/compare/", views.compare, name="compare_work"),
    path("likenesses/<int:pk>/", views.likeness, name="likeness"),
    path("likenesses/<int:pk>/look/", views.look_into, name="look_into_likeness"),
]  # fmt: skip
