from django.urls import path

from dashboards.views import home, overview, search, todo, worker

app_name = "dashboards"
urlpatterns = [
    path("", home.home, name="home"),
    path("overview/", overview.overview, name="overview"),
    path("overview/<str:path>/", overview.overview, name="area"),
    path("todo/", todo.todo, name="todo"),
    path("todo/reading/", todo.reading, name="reading"),
    path("outbox/", todo.outbox, name="outbox"),
    path("sw.js", worker.worker, name="worker"),
    path("search/", search.search, name="search"),
    path("gallery/", home.gallery, name="gallery"),
    path("help/", home.help_page, name="help"),
]
