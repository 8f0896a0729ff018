"""Subtitles, languages and transcription."""
