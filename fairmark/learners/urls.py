from django.urls import path

from fairmark.learners import views

urlpatterns = [
    path("", views.learner_list, name="learners"),
    path("duplicates/", views.duplicate_list, name="learner_duplicates"),
    path("<int:pk>/what-if/<int:enrolment>/", views.learner_what_if, name="learner_what_if"),
    path("<int:pk>/what-if/<int:enrolment>/sheet/", views.learner_sheet, name="learner_sheet"),
    path("<int:pk>/trail/", views.learner_trail, name="learner_trail"),
]
