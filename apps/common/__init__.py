"""What several apps share: rendering, pagination, tokens, storage paths, text cleaning."""
