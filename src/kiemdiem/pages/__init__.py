"""What all pages share: lists, forms, spreadsheets of a list. Knows no table of any floor."""
