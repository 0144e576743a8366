from django.urls import path

from fairmark.assessment import own_views, question_views, sending_views, tie_views, views

urlpatterns = [
    path("my-work/", own_views.my_work, name="my_work"),
    path("my-work/<int:pk>/", own_views.my_brief, name="my_brief"),
    path("my-work/<int:pk>/receipt/", own_views.my_receipt, name="my_receipt"),
    path("my-work/<int:pk>/hand-in/", own_views.my_hand_in, name="my_hand_in"),
    path("my-work/<int:pk>/hand-in/file/", own_views.my_file, name="my_file"),
    path("my-work/<int:pk>/hand-in/file/<int:file>/off/", own_views.my_file_off,
         name="my_file_off"),
    path("my-work/<int:pk>/hand-in/sending/", sending_views.my_sending, name="my_sending"),
    path("my-work/<int:pk>/hand-in/sending/<str:address>/", sending_views.my_piece,
         name="my_piece"),
    path("my-work/<int:pk>/question/", question_views.my_question, name="my_question"),
    path("questions/", question_views.questions, name="questions"),
    path("questions/<int:pk>/", question_views.answer, name="question_answer"),
    path("assignments/<int:pk>/submissions/", views.assignment_work, name="assignment_work"),
    path("assignments/<int:pk>/submissions/confirm/", views.confirm, name="work_confirm"),
    path("assignments/<int:pk>/submissions/sign/", views.sign, name="work_sign"),
    path("assignments/<int:pk>/submissions/return/", views.give_back, name="work_return"),
    path("assignments/<int:pk>/submissions/extend/", views.extend, name="work_extend"),
    path("assignments/<int:pk>/submissions/hand-in/", views.hand_in_for, name="work_hand_in_for"),
    path("submissions/<int:pk>/", views.work, name="work"),
    path("submissions/<int:pk>/decide/", views.decide, name="work_decide"),
    path("submissions/<int:pk>/again/", views.again, name="work_again"),
    path("submissions/<int:pk>/refuse/", views.refuse, name="work_refuse"),
    path("submissions/<int:pk>/recommend/", views.recommend, name="work_recommend"),
    path("submissions/<int:pk>/tie/", tie_views.agree, name="work_tie"),
]  # fmt: skip
