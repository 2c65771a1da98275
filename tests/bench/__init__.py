"""Measurements, each side by side with a peer in one run. ``make bench`` runs them; none is a test."""
