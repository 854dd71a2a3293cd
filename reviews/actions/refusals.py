"""What a deed of the review refuses, in words; the two questions every deed asks first."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Refused
from reviews.models import ReviewMeeting, ReviewRound
from teams.models import Posting


class RoundClosed(Refused):
    code = "round_closed"
    message = _("The round of this quarter is closed and published. A change needs a correction with its reason.")


class OwnReview(Refused):
    code = "own_review"
    message = _("You belong to this team. Somebody else must record its review.")


class StaleMeeting(Refused):
    code = "stale_meeting"
    message = _("%(name)s changed this meeting at %(time)s. Look at what stands now and save again.")


class AlreadyGraded(Refused):
    code = "already_graded"
    message = _("%(name)s has already set the grade %(grade)s. Withdraw it first if it is wrong.")


def must_be_open(round_: ReviewRound) -> None:
    if round_.closed_on is not None:
        raise RoundClosed()


def must_not_be_own(by: User, meeting: ReviewMeeting) -> None:
    """Nobody of a team acts on the team's own review (a captain hands in his report and nothing else)."""
    must_not_be_of(by, meeting.team_id)


def must_not_be_of(by: User, team: int) -> None:
    """The same for a deed on a team that has no meeting (leaving it out)."""
    if Posting.objects.open().filter(team=team, cadre__user=by).exists():
        raise OwnReview()
