"""RSS, sitemap and robots."""
