"""How long data stay: due dates, holds, sweeps, erasure and its proof."""
