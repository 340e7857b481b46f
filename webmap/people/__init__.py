"""Who asks: signing in, permissions, rights."""
