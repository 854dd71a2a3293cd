"""The visit log, its photos and history; monthly themes; moved assistance days."""

from visits.models.calendar import AssistanceDayMove, MonthTheme
from visits.models.visit import Visit, VisitPhoto, VisitRevision

__all__ = ["AssistanceDayMove", "MonthTheme", "Visit", "VisitPhoto", "VisitRevision"]
