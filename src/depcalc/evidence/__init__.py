"""Package names in, facts and gaps with their sources out."""
