"""Questions in Markdown: their kinds, revisions, review and interchange."""
