"""What the tests of the captain's report share."""

import datetime as dt
import io
import uuid

from django.core.files.base import ContentFile
from PIL import Image

from reviews.models import ReviewMeeting, ReviewRound
from tests.visits.making import visit
from visits.models import VisitPhoto

__all__ = ["PROSE", "meeting_of", "photo", "visit"]
PROSE = {
    "work": "帮 12 户补种了油茶，清了两处水沟。",
    "faults": "夜里值守排班不匀，外出务工户联系得少。",
    "plan": "十一月底前修好三组水渠，由王小雨负责。",
}


def meeting_of(cast, quarter="2026-Q3", team=None):
    """An open round and the meeting of the cast's team in it."""
    round_, _ = ReviewRound.objects.get_or_create(
        region=cast.county, quarter=quarter,
        defaults={"path": cast.county.path, "opened_on": dt.date(2026, 10, 1), "deadline": dt.date(2026, 10, 20), "opened_by": cast.clerk},
    )  # fmt: skip
    team = team or cast.team
    return ReviewMeeting.objects.create(round=round_, team=team, path=team.path)


def photo(cast, seen):
    data = io.BytesIO()
    Image.new("RGB", (8, 6), "green").save(data, "JPEG")
    return VisitPhoto.objects.create(
        visit=seen, uuid=uuid.uuid4(), sha256="0" * 64, width=8, height=6, added_at=cast.at, added_by=cast.captain,
        file=ContentFile(data.getvalue(), "x.jpg"),
    )  # fmt: skip
