"""Files that are no workbook of ours, whatever their name: told by their content, in the words of people."""
