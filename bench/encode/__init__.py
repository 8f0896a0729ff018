"""`scripts/bench encode`: the ladder one by one, as a legacy server encodes it, and together."""
