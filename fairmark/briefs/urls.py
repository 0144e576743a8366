from django.urls import path

from fairmark.briefs import paper_views, verification_views, views

urlpatterns = [
    path("briefs/", views.brief_list, name="briefs"),
    path("briefs/assignments/<int:pk>/", views.assignment, name="assignment"),
    path("briefs/assignments/<int:pk>/begin/", views.begin, name="brief_begin"),
    path("briefs/verification/", verification_views.to_verify, name="briefs_to_verify"),
    path("briefs/points/<int:pk>/", verification_views.action_point, name="action_point"),
    path("briefs/<int:pk>/", views.brief, name="brief"),
    path("briefs/<int:pk>/words/", views.words, name="brief_words"),
    path("briefs/<int:pk>/tasks/", views.add_task, name="brief_add_task"),
    path("briefs/<int:pk>/tasks/<int:task>/", views.task, name="brief_task"),
    path("briefs/<int:pk>/tasks/<int:task>/remove/", views.remove_task, name="brief_task_remove"),
    path("briefs/<int:pk>/files/", views.attach, name="brief_attach"),
    path("briefs/<int:pk>/files/<int:file>/", views.take_off, name="brief_take_off"),
    path("briefs/<int:pk>/lessons/<int:verification>/", views.lesson, name="brief_lesson"),
    path("briefs/<int:pk>/send/", views.send, name="brief_send"),
    path("briefs/<int:pk>/verify/", verification_views.verify, name="brief_verify"),
    path("briefs/<int:pk>/countersign/", verification_views.countersign, name="brief_countersign"),
    path("briefs/<int:pk>/issue/", views.issue, name="brief_issue"),
    path("briefs/<int:pk>/revise/", views.revise, name="brief_revise"),
    path("briefs/blank/<str:kind>/", paper_views.blank_brief, name="brief_blank"),
    path("briefs/<int:pk>/paper/<str:kind>/", paper_views.brief_paper, name="brief_paper"),
    path(
        "briefs/verifications/blank/<str:family>/<str:kind>/", paper_views.blank_verification,
        name="verification_blank",
    ),
    path(
        "briefs/verifications/<int:pk>/paper/<str:kind>/", paper_views.verification_paper,
        name="verification_paper",
    ),
    path("my-work/<int:pk>/paper/<str:kind>/", paper_views.my_brief_paper, name="my_brief_paper"),
]  # fmt: skip
