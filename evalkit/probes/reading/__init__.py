"""Sources read for what they say: normalised statements, shape of calls, arguments that must be given, lines of text."""
