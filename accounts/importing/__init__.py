"""Reading files of people: text in any of the usual encodings, and workbooks."""
