"""The measured teacher: answers from image analysis and metadata alone, offline."""
