"""What is asked about the tools of a rubric's panel, and said of them."""
