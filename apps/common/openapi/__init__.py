"""The description of API v1 for programs and people.

The API is frozen and its bodies are built by hand, so the description is a table beside it; a test holds it
against the views.
"""
