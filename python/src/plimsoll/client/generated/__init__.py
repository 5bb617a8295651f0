"""Written by scripts/write/clients.ts."""
