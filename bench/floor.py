"""The yardstick: the same rows as the household list and the household page, in the barest Django view there is.

No access, no menu, no journal, no translation: SQL in, a few hundred bytes of HTML out (performance.md section 3).
"""

from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

LIST = """
SELECT h.id, h.no, h.head_name, h.category, h.last_visited_on, r.name
FROM households_household h JOIN regions_region r ON r.id = h.region_id
WHERE h.path >= %s AND h.path < %s AND h.closed_on IS NULL ORDER BY h.path, h.no LIMIT 50
"""
COUNT = "SELECT COUNT(*) FROM households_household WHERE path >= %s AND path < %s AND closed_on IS NULL"
TABLE = engines["django"].from_string(
    "<table>{% for r in rows %}<tr>{% for c in r %}<td>{{ c }}</td>{% endfor %}</tr>{% endfor %}</table>{{ total }}"
)
PAGE = engines["django"].from_string(
    "<h1>{{ h }}</h1>{% for part in parts %}<ul>{% for r in part %}<li>{{ r }}</li>{% endfor %}</ul>{% endfor %}"
)


def _all(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def household_list(request):
    area = ("439001", "439002")
    return HttpResponse(TABLE.render({"rows": _all(LIST, *area), "total": _all(COUNT, *area)[0][0]}))


def household_page(request, pk):
    parts = [
        _all("SELECT no, name, relation, born_on FROM households_person WHERE household_id = %s", pk),
        _all('SELECT "on", mode, content FROM visits_visit WHERE household_id = %s ORDER BY "on" DESC LIMIT 20', pk),
        _all("SELECT kind, opened_on, closed_on FROM households_pairing WHERE household_id = %s", pk),
        _all("SELECT item, collected_on FROM wishes_wish WHERE household_id = %s", pk),
    ]
    head = _all("SELECT head_name FROM households_household WHERE id = %s", pk)[0][0]
    return HttpResponse(PAGE.render({"h": head, "parts": parts}))


urlpatterns = [
    path("floor/households/", household_list),
    path("floor/households/<int:pk>/", household_page),
    path("", include("config.urls")),
]
