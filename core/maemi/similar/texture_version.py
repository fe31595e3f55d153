"""The version of the texture encoder; light, for those who only look for its vectors."""

VERSION = "texture-1"
"""Goes up with any change of the descriptor or of resources/similar/texture.npz."""
