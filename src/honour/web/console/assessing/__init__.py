"""Assessments in the browser: interests weighed, purposes screened, transfers tested; each a page of questions."""
