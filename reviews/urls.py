from django.urls import path

from reviews.views import lists

app_name = "reviews"
urlpatterns = [path("", lists.index, name="list")]
