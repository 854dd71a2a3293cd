"""Addresses of the county set-up, under /settings/."""

import datetime as dt

from django.urls import path, register_converter

from policies.views import areas, days, packs, settings


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        return dt.date.fromisoformat(value)

    def to_url(self, value):
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayConverter, "day")

app_name = "policies"
urlpatterns = [
    path("", settings.home, name="home"),
    path("rules/<slug:name>/", settings.rule, name="rule"),
    path("values/<int:pk>/withdrawal/", settings.withdraw, name="withdraw"),
    path("calendar/", days.year, name="calendar"),
    path("calendar/days/", days.set_day, name="set-day"),
    path("calendar/days/<day:on>/withdrawal/", days.put_back, name="put-back-day"),
    path("calendar/<int:shown>/proposal/", days.propose, name="propose-year"),
    path("calendar/<int:shown>/confirmation/", days.confirm, name="confirm-year"),
    path("packs/", packs.every, name="packs"),
    path("packs/comparison/", packs.compare, name="compare"),
    path("packs/<slug:code>/", packs.pack, name="pack"),
    path("areas/", areas.areas, name="areas"),
    path("areas/<int:pk>/", areas.area, name="area"),
    path("areas/<int:pk>/children/", areas.add, name="add-area"),
    path("areas/<int:pk>/name/", areas.rename, name="rename-area"),
    path("areas/<int:pk>/closure/", areas.close, name="close-area"),
    path("areas/<int:pk>/reopening/", areas.reopen, name="reopen-area"),
    path("areas/<int:pk>/move/", areas.move, name="move-area"),
    path("areas/<int:pk>/standings/", areas.give_standing, name="give-standing"),
    path("areas/<int:pk>/standings/<int:standing>/closure/", areas.end_standing, name="end-standing"),
]
