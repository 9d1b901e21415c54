"""What defence costs, what states trade, and what a break would cost."""
