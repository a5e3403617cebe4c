"""What goes out: workbooks."""
