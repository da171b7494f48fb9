"""Python sources read for what they say: normalised statements, the shape of calls, arguments that must be given."""
