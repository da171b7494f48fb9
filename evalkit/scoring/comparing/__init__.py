"""Two runs, or a run and what stood there before it: what changed, and whether that is more than noise."""
