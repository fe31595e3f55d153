"""What is burned into a picture: the scale bar and the text of an info bar, read as a person would read them."""
