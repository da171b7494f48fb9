"""Words made from facts and figures: sentences, quantities and names. Only this package puts results into words."""
