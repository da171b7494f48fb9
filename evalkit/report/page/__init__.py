"""The page: what each part of it shows, and its templates, scripts and styles."""
