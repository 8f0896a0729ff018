"""Actions on many media at once, copies, and sharing into courses (spec/api-media-bulk.md §1 to §3, §6)."""
