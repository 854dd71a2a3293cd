from django.urls import path

from figures import views

app_name = "figures"
urlpatterns = [
    path("", views.meanings, name="meanings"),
    path("<str:key>/", views.rows, name="list"),
]
