"""Excel workbooks of today."""
