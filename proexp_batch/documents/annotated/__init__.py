"""The company's own workbook with its findings in place."""
