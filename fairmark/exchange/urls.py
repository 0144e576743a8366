from django.urls import path

from fairmark.exchange import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("new/<slug:kind>/", views.upload, name="upload"),
    path("<int:pk>/", views.import_run, name="import"),
    path("<int:pk>/columns/", views.columns, name="import_columns"),
    path("<int:pk>/undo/", views.undo, name="undo_import"),
    path("<int:pk>/aside/", views.aside, name="set_aside"),
]
