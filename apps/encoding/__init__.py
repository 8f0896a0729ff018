"""Encode profiles, encodings and the pipeline that makes them."""
