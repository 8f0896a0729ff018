"""Whether rows and files agree, and the removal of files that nothing needs any more."""
