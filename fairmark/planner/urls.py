from django.urls import path

from fairmark.planner import views

urlpatterns = [
    path("plan/", views.plan, name="year_plan"),
    path("plan/days/<int:year>/<int:month>/", views.days, name="plan_days"),
    path("plan/<int:pk>/new/", views.add_item, name="add_plan_item"),
    path("plan/<int:pk>/<str:key>/", views.item, name="plan_item"),
    path("plan/<int:pk>/<str:key>/done/", views.finish_item, name="finish_plan_item"),
    path("plan/<int:pk>/<str:key>/day/", views.move_item, name="move_plan_item"),
    path("plan/<int:pk>/<str:key>/owner/", views.give_item, name="give_plan_item"),
    path("plan/<int:pk>/<str:key>/reopening/", views.reopen_item, name="reopen_plan_item"),
    path("plan/<int:pk>/<str:key>/leaving-out/", views.leave_out_item, name="leave_out_plan_item"),
    path("tasks/<int:pk>/", views.task, name="raised_task"),
    path("tasks/<int:pk>/done/", views.finish_task, name="finish_task"),
    path("calendars/", views.calendars, name="calendars"),
    path("calendars/new/", views.make_calendar, name="make_calendar"),
    path("calendars/<int:pk>/stopping/", views.stop_calendar, name="stop_calendar"),
    path("calendar/<str:secret>.ics", views.calendar_feed, name="calendar_feed"),
    path("post/", views.post, name="post"),
]
