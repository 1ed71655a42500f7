"""What goes in and out over HTTP. Codes are those of the workbook; days are ISO; identity data come out masked."""
