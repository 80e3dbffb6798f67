"""What is common to asking clusters and registries over aiohttp: one request each, and ends that are accounted for."""
