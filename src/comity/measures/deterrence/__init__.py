"""What may hold a challenger back from a target: a ledger of components, of which no single number is made."""
