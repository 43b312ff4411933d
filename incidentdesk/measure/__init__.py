"""What is printed about incidents."""
