from django.urls import path, register_converter

from reviews.views import ballot, ballots, corrections, grading, lists, meeting, rounds, team, tickets, year
from reviews.views import report as reports


class QuarterConverter:
    """2026-Q3"""

    regex = r"\d{4}-Q[1-4]"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(QuarterConverter, "quarter")

app_name = "reviews"
urlpatterns = [
    # rounds
    path("reviews/", lists.index, name="list"),
    path("reviews/new/", rounds.new, name="open"),
    path("reviews/year/<int:year>/", year.scores, name="year"),
    path("reviews/<quarter:quarter>/", lists.detail, name="round"),
    path("reviews/<quarter:quarter>/results/", lists.results, name="results"),
    path("reviews/<quarter:quarter>/exclusion/", rounds.exclusion, name="exclusion"),
    path("reviews/<quarter:quarter>/<int:team>/inclusion/", rounds.inclusion, name="inclusion"),
    path("reviews/<quarter:quarter>/urge/", rounds.urge, name="urge"),
    path("reviews/<quarter:quarter>/closure/", rounds.closure, name="closure"),
    path("reviews/<quarter:quarter>/<int:team>/correction/", corrections.correction, name="correction"),
    # meetings
    path("reviews/meetings/<int:pk>/", meeting.by_id, name="by-id"),
    path("reviews/meetings/<int:pk>/report/", reports.by_id, name="report-by-id"),
    path("reviews/<quarter:quarter>/<int:team>/", meeting.meeting, name="meeting"),
    path("reviews/<quarter:quarter>/<int:team>/facts/", meeting.facts, name="facts"),
    path("reviews/<quarter:quarter>/<int:team>/comment/", meeting.comment, name="comment"),
    path("reviews/<quarter:quarter>/<int:team>/points/", meeting.points, name="points"),
    path("reviews/<quarter:quarter>/<int:team>/grade/", grading.grade, name="grade"),
    path("reviews/<quarter:quarter>/<int:team>/grade/withdrawal/", grading.withdrawal, name="grade-withdrawal"),
    path("reviews/<quarter:quarter>/<int:team>/problem/", meeting.problem, name="meeting-problem"),
    path("reviews/<quarter:quarter>/<int:team>/problems-listed/", meeting.problems_listed, name="problems-listed"),
    # ballots
    path("reviews/<quarter:quarter>/tickets/", tickets.tickets, name="tickets"),
    path("reviews/<quarter:quarter>/<int:team>/count/", ballots.count, name="count"),
    path("reviews/<quarter:quarter>/<int:team>/voting/", ballots.voting, name="voting"),
    path("b/", ballot.enter, name="ballot-enter"),
    path("b/<str:code>/", ballot.ballot, name="ballot"),
    # reports
    path("reviews/teams/<int:pk>/grades/", team.grades_panel, name="grades-panel"),
    path("reviews/teams/<int:pk>/reports/", reports.of_team, name="teams-reports"),
    path("reviews/teams/<int:pk>/reports/panel/", reports.panel, name="reports-panel"),
    path("reviews/<quarter:quarter>/<int:team>/report/", reports.report, name="report"),
    path("reviews/<quarter:quarter>/<int:team>/report/refresh/", reports.refresh, name="report-refresh"),
    path("reviews/<quarter:quarter>/<int:team>/report/submission/", reports.submission, name="report-submission"),
    path("reviews/<quarter:quarter>/<int:team>/report/withdrawal/", reports.withdrawal, name="report-withdrawal"),
    path("reviews/<quarter:quarter>/<int:team>/report/print/", reports.printed, name="report-print"),
    path("reviews/<quarter:quarter>/<int:team>/report/word/", reports.word, name="report-word"),
]
