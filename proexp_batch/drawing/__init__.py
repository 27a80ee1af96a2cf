"""The one look of every workbook that is made new: palette, fonts, sizes."""
