"""Words made from facts and figures: sentences, quantities and names, the only place where evalkit speaks of results."""
