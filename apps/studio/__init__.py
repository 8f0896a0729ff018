"""Trimming and chapters."""
