from django.urls import path

from accounts.views import door, drafts, journal, me, people, slips

app_name = "accounts"

urlpatterns = [
    path("sign-in/", door.sign_in, name="sign_in"),
    path("sign-out/", door.sign_out, name="sign_out"),
    path("activate/", door.activate, name="activate"),
    path("password/", me.password, name="password"),
    path("me/", me.me, name="me"),
    path("me/sessions/end/", me.sessions_end, name="my_sessions_end"),
    path("me/sessions/<slug:public_id>/end/", me.session_end, name="my_session_end"),
    path("accounts/", people.index, name="list"),
    path("accounts/new/", people.new, name="new"),
    path("accounts/slips/", slips.slips, name="slips"),
    path("accounts/<int:pk>/", people.detail, name="detail"),
    path("accounts/<int:pk>/edit/", people.edit, name="edit"),
    path("accounts/<int:pk>/grants/", people.grants, name="grants"),
    path("accounts/<int:pk>/grants/<int:grant_pk>/end/", people.grant_end, name="grant_end"),
    path("accounts/<int:pk>/closure/", people.close, name="close"),
    path("accounts/<int:pk>/opening/", people.reopen, name="reopen"),
    path("accounts/<int:pk>/unlocking/", people.unlock, name="unlock"),
    path("accounts/<int:pk>/sessions/end/", people.sessions_end, name="sessions_end"),
    path("journal/", journal.journal, name="journal"),
    path("drafts/<uuid:number>/", drafts.draft, name="draft"),
]
