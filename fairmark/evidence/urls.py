from django.urls import path

from fairmark.evidence import serving

urlpatterns = [path("<int:pk>/", serving.give_back, name="evidence")]
