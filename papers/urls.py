from django.urls import path

from papers import views

app_name = "papers"
urlpatterns = [
    path("", views.papers, name="list"),
    path("asking/", views.ask, name="ask"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/file/", views.file, name="file"),
    path("<int:pk>/again/", views.again, name="again"),
]
