"""Addresses of the post room, under /notices/."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read-all"),
    path("<int:pk>/opened/", views.opened, name="opened"),
    path("preferences/", views.preferences, name="preferences"),
    path("robots/", views.robots, name="robots"),
    path("robots/new/", views.new_robot, name="new-robot"),
    path("robots/<int:pk>/trial/", views.try_robot, name="try-robot"),
    path("robots/<int:pk>/closure/", views.close_robot, name="close-robot"),
]
