"""Likes, dislikes, watches, reports and ratings."""
