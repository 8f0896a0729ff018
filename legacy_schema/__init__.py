"""The legacy database as a contract: labels, tables, adoption, catalogue and checks."""
