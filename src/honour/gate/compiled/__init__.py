"""The gate as it runs: notice versions as tables of bits, in Python and as SQL."""
