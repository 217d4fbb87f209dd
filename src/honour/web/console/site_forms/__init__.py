"""The site's forms as staff look after them: where they stand, what may be downloaded, landing pages."""
