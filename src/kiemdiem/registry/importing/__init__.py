"""Takes a workbook into the registry: read, compared, previewed, applied all or nothing."""
