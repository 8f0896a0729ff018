"""The HTML pages, forms and static pages."""
