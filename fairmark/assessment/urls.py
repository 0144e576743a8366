from django.urls import path

from fairmark.assessment import own_views, views

urlpatterns = [
    path("my-work/", own_views.my_work, name="my_work"),
    path("my-work/<int:pk>/", own_views.my_brief, name="my_brief"),
    path("my-work/<int:pk>/receipt/", own_views.my_receipt, name="my_receipt"),
    path("my-work/<int:pk>/hand-in/", own_views.my_hand_in, name="my_hand_in"),
    path("my-work/<int:pk>/hand-in/file/", own_views.my_file, name="my_file"),
    path("my-work/<int:pk>/hand-in/file/<int:file>/off/", own_views.my_file_off,
         name="my_file_off"),
    path("assignments/<int:pk>/work/", views.assignment_work, name="assignment_work"),
    path("assignments/<int:pk>/work/confirm/", views.confirm, name="work_confirm"),
    path("assignments/<int:pk>/work/sign/", views.sign, name="work_sign"),
    path("assignments/<int:pk>/work/return/", views.give_back, name="work_return"),
    path("assignments/<int:pk>/work/extend/", views.extend, name="work_extend"),
    path("assignments/<int:pk>/work/hand-in/", views.hand_in_for, name="work_hand_in_for"),
    path("work/<int:pk>/", views.work, name="work"),
    path("work/<int:pk>/decide/", views.decide, name="work_decide"),
    path("work/<int:pk>/again/", views.again, name="work_again"),
    path("work/<int:pk>/refuse/", views.refuse, name="work_refuse"),
]  # fmt: skip
