"""Looking across cases: returns, funding, the workforce and the market for homes."""
