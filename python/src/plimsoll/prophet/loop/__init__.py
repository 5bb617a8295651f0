"""What of Prophet looks at a PyTorch training. Everything here needs PyTorch; nothing else of the package does."""
