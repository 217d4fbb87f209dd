"""The notice written in the browser: drafts, a form for each clause, the file, findings, changes, a preview."""
