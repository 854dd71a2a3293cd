"""The one list of problems (问题清单), whatever their source, with everything that was done about each."""

from problems.models.complaint import Complaint
from problems.models.problem import Problem
from problems.models.steps import Evidence, Extension, Step

__all__ = ["Complaint", "Evidence", "Extension", "Problem", "Step"]
