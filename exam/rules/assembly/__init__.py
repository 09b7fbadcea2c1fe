"""Drawing papers: margins settled into plans, questions dealt, mended, balanced, laid out."""
