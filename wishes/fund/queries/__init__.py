"""Reads of the care fund and of sponsorships."""
