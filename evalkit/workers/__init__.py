"""Who performs work."""
