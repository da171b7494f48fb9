"""The page: what each part of it shows, its templates, scripts and styles."""
