"""What editors, managers and staff use to look after the portal."""
