"""The workbook a department keeps: its template, how it is read into records, and its copy with the mistakes marked."""
