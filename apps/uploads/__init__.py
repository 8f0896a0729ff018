"""Upload protocols."""
