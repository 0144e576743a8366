from django.urls import path

from fairmark.standardisation import practice_views, views

urlpatterns = [
    path("", views.standardisation, name="standardisation"),
    path("events/plan/", views.plan, name="team_event_plan"),
    path("events/record/", views.record_held, name="team_event_record"),
    path("events/<int:pk>/", views.event, name="team_event"),
    path("events/<int:pk>/held/", views.held, name="team_event_held"),
    path("events/<int:pk>/move/", views.move, name="team_event_move"),
    path("events/<int:pk>/calling-off/", views.call_off, name="team_event_call_off"),
    path("events/<int:pk>/correct/", views.correct, name="team_event_correct"),
    path("events/<int:pk>/people/", views.add, name="team_event_add"),
    path("events/<int:pk>/files/", views.attach, name="team_event_attach"),
    path("parts/<int:pk>/off/", views.take_off, name="team_event_take_off"),
    path("parts/<int:pk>/confirm/", views.confirm, name="part_confirm"),
    path("mine/", views.mine, name="my_standing"),
    path("practice/", practice_views.practice, name="good_practice"),
    path("practice/share/", practice_views.share, name="good_practice_share"),
    path("practice/<int:pk>/adopt/", practice_views.adopt, name="good_practice_adopt"),
]
