"""Pictures that customers upload."""

from PIL import Image


def save(stream, name: str) -> None:
    with Image.open(stream) as picture:
        picture.thumbnail((800, 800))
        picture.save(f"media/{name}.webp")
