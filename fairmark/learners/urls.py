from django.urls import path

from fairmark.learners import tutorial_views, views

urlpatterns = [
    path("", views.learner_list, name="learners"),
    path("duplicates/", views.duplicate_list, name="learner_duplicates"),
    path("<int:pk>/what-if/<int:enrolment>/", views.learner_what_if, name="learner_what_if"),
    path("<int:pk>/what-if/<int:enrolment>/sheet/", views.learner_sheet, name="learner_sheet"),
    path("<int:pk>/tutorials/", tutorial_views.tutorials, name="tutorials"),
    path("<int:pk>/tutorials/new/", tutorial_views.note, name="tutorial_note"),
    path("tutorials/<int:pk>/correct/", tutorial_views.correct, name="tutorial_correct"),
    path("tutorials/targets/<int:pk>/", tutorial_views.settle, name="tutorial_settle"),
    path("<int:pk>/trail/", views.learner_trail, name="learner_trail"),
]
