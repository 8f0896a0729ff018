"""Groups, memberships and the categories they open."""
