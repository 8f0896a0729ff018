"""The description of API v1 for programs and people, made by drf-spectacular.

The API is frozen and its bodies are built by hand, so what it takes and answers is a table beside it
(`operations`, `components`); what addresses and methods there are comes from the URL configuration. Tests
hold the two against each other.
"""
