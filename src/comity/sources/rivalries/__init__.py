"""Strategic rivalries, arms races and latent territorial threat."""
