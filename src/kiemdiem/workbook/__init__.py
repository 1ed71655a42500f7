"""The exchange format: tables, reading, checking, writing (xlsx, csv, parquet). Knows no rule."""
