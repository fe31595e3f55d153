"""What is in a micrograph, by image analysis: start at `measuring.measure`."""
