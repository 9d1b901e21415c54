"""NATO's defence expenditure tables, 2012 to 2019."""
