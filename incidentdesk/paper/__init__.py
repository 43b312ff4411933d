"""The PDF page; knows no incident."""
