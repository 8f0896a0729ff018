"""Measurements of the portal: `scripts/bench WHAT`. Each prints a table and can store its numbers as JSON."""
