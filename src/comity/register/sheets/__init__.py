"""In and out: the register as a workbook of Excel, as CSV and as JSON, and back after a report of every row."""
