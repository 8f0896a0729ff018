"""Media, permissions, licences: listing, detail, search, bulk actions, sharing."""
