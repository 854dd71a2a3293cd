"""Households, their people, what they were when, and who helps them."""

from households.models.family import CategorySpan, Household, HouseholdTag, Person
from households.models.pairing import Pairing

__all__ = ["CategorySpan", "Household", "HouseholdTag", "Pairing", "Person"]
