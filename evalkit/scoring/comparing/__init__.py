"""Compare two runs: what changed between them, and which changes are more than noise."""
