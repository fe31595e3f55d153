"""Pictures with the scale bars that microscopes and programs burn in, drawn with known truth.

Layouts follow published micrographs by eye; nothing here knows how the reader works.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_FONTS = (
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "LiberationSans-Regular.ttf",
    "LiberationSans-Bold.ttf",
    "LiberationSansNarrow-Regular.ttf",
    "DejaVuSansMono.ttf",
    "LiberationMono-Bold.ttf",
    "LiberationSerif-Regular.ttf",
)
_UNITS = (("nm", 1e-9), ("µm", 1e-6), ("mm", 1e-3))


@dataclass
class Drawn:
    """A picture and what is true of it."""

    layout: str
    picture: np.ndarray
    """uint8 [rows, columns, 3], through JPEG."""
    pixel_m: float
    label: str
    kv: float | None
    mag: float | None
    font: str
    """File name of the letters; where it is not installed, Pillow's own stand in, which no microscope writes."""


class Sheet:
    """What a layout draws on, with the choices that layouts share."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.columns = int(rng.choice([640, 1024, 1024, 1280, 1280, 1536, 2048]))
        self.rows = self.columns * 3 // 4
        self.pixel_m = float(10 ** rng.uniform(-9.5, -5.8))
        self.kv = float(rng.choice([1, 2, 3, 5, 10, 15, 20, 30]))
        self.image = Image.fromarray(scan(rng, self.rows, self.columns)).convert("RGB")
        self.font_name = str(rng.choice(_FONTS))
        self.truth_mag: float | None = None

    @property
    def field_m(self) -> float:
        return self.pixel_m * self.columns

    def mag(self, print_m: float) -> float:
        """The magnification on a print of that width, as rounded as microscopes show it."""
        self.truth_mag = float(f"{print_m / self.field_m:.3g}")
        return self.truth_mag

    def bar(self, least: float, most: float, steps: tuple[float, ...] = (1, 2, 5)) -> tuple[float, float]:
        """A round length in metres, and its pixels, between shares of the width."""
        choices = [
            (step * 10.0**power, step * 10.0**power / self.pixel_m) for power in range(-10, -1) for step in steps
        ]
        fitting = [(m, px) for m, px in choices if least <= px / self.columns <= most and m >= 1e-9]
        if not fitting:
            fitting = [min(choices, key=lambda one: abs(one[1] / self.columns - (least + most) / 2))]
        return fitting[int(self.rng.integers(len(fitting)))]

    def font(self, size: float) -> ImageFont.FreeTypeFont:
        try:
            return ImageFont.truetype(self.font_name, max(9, round(size)))
        except OSError:
            return ImageFont.load_default(size=max(9, round(size)))

    def extend(self, rows: int, paper: int | tuple[int, int, int]) -> ImageDraw.ImageDraw:
        """Add a strip below the scan."""
        paper = (paper,) * 3 if isinstance(paper, int) else paper
        taller = Image.new("RGB", (self.columns, self.rows + rows), paper)
        taller.paste(self.image, (0, 0))
        self.image = taller
        return self.pen()

    def pen(self) -> ImageDraw.ImageDraw:
        pen = ImageDraw.Draw(self.image)
        # Microscopes draw letters without grey edges, programs with them.
        pen.fontmode = "1" if self.rng.random() < 0.3 else "L"
        return pen


def words(length: float, rng: np.random.Generator, form: str = "plain") -> str:
    """A length as a microscope writes it."""
    unit, metres = next((one for one in reversed(_UNITS) if length >= one[1] * 0.999), _UNITS[0])
    number = length / metres
    if form == "hitachi":
        return f"{number:.2f}{unit.replace('µ', 'u')}" if number < 10 else f"{number:.1f}{unit.replace('µ', 'u')}"
    if form == "jeol":
        return f"{number:g}{unit.replace('µ', str(rng.choice(['µ', 'u'])))}"
    return f"{number:g} {unit}"


def scan(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Something like a scan: smooth structure at two sizes, edges, noise."""
    small = []
    for cells in (rng.integers(4, 14), rng.integers(20, 70)):
        field = rng.normal(size=(int(cells), int(cells * 4 / 3)))
        enlarged = Image.fromarray(field.astype(np.float32)).resize((columns, rows), Image.Resampling.BICUBIC)
        small.append(np.asarray(enlarged))
    picture = small[0] + rng.uniform(0.2, 0.8) * small[1]
    kind = rng.integers(3)
    if kind == 1:
        picture = np.where(small[0] > 0.4, 1.5, 0) + 0.3 * small[1]
    elif kind == 2:
        picture = np.abs(picture)
    low, high = np.percentile(picture, [1, 99])
    level, spread = rng.uniform(40, 130), rng.uniform(40, 150)
    picture = level + spread * (picture - low) / (high - low) + rng.normal(0, rng.uniform(3, 18), picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _ticked(pen: ImageDraw.ImageDraw, x: float, y: float, px: float, thick: int, tick: float, ink: object) -> None:
    """A line with marks at both ends, their middles `px` apart."""
    first, last = round(x), round(x) + round(px)
    half = thick // 2
    pen.rectangle((first, y - half, last, y - half + thick - 1), fill=ink)
    for end in (first, last):
        pen.rectangle((end - half, y - tick, end - half + thick - 1, y + tick), fill=ink)


def zeiss(sheet: Sheet) -> str:
    """SmartSEM: a strip with the bar at the left and its length above it."""
    rng = sheet.rng
    high = round(sheet.columns * rng.uniform(0.055, 0.085))
    white = rng.random() < 0.6
    paper, ink = (255, 0) if white else (0, 255)
    over = rng.random() < 0.4
    if over:
        top = sheet.rows - high - int(rng.integers(0, 40))
        pen = sheet.pen()
        pen.rectangle((0, top, sheet.columns - 1, top + high), fill=(paper,) * 3, outline=(ink,) * 3)
    else:
        top, pen = sheet.rows, sheet.extend(high, paper)
    ink3 = (ink,) * 3
    metres, px = sheet.bar(0.05, 0.2, (1, 2, 3, 10))
    label, x = words(metres, rng), sheet.columns * 0.015
    size = high * 0.27
    pen.text((x, top + high * 0.1), label, fill=ink3, font=sheet.font(size))
    _ticked(pen, x, top + round(high * 0.68), px, int(rng.integers(1, 3)), high * 0.12, ink3)
    mag = sheet.mag(float(rng.choice([0.1145, 0.3])))
    mag_text = f"Mag = {mag / 1000:6.2f} K X" if mag > 2000 else f"Mag = {mag:.0f} X"
    for place, (upper, lower) in enumerate(
        (
            (f"EHT = {sheet.kv:.2f} kV", f"WD = {rng.uniform(2, 15):.1f} mm"),
            ("Signal A = InLens", mag_text),
            ("Aperture Size = 30.00 µm", "Date :16 Jan 2019"),
        )
    ):
        for text, at in ((upper, 0.12), (lower, 0.55)):
            pen.text((sheet.columns * (0.27 + 0.24 * place), top + high * at), text, fill=ink3, font=sheet.font(size))
    return label


def fei(sheet: Sheet) -> str:
    """xT: cells with headers, and a line with the length in the middle of it."""
    rng = sheet.rng
    high = round(sheet.columns * rng.uniform(0.055, 0.07))
    pen, top, ink = sheet.extend(high, 0), sheet.rows, (255, 255, 255)
    font = sheet.font(high * 0.33)
    cells = [
        ("HV", f"{sheet.kv:.2f} kV"),
        ("mag", f"{sheet.mag(float(rng.choice([0.128, 0.3]))):,.0f} x".replace(",", str(rng.choice([" ", ","])))),
        ("det", "ETD"),
        ("WD", f"{rng.uniform(3, 12):.1f} mm"),
    ]
    if rng.random() < 0.6:
        cells.append(("HFW", _three(sheet.field_m)))
    x = 6.0
    for header, value in cells:
        wide = max(font.getlength(header), font.getlength(value)) + 14
        pen.text((x + (wide - font.getlength(header)) / 2, top + high * 0.06), header, fill=ink, font=font)
        pen.text((x + (wide - font.getlength(value)) / 2, top + high * 0.52), value, fill=ink, font=font)
        x += wide
        pen.line((x, top, x, top + high), fill=ink)
    pen.line((0, top, sheet.columns, top), fill=ink)
    pen.line((0, top + high * 0.5, x, top + high * 0.5), fill=ink)
    room = 1 - x / sheet.columns
    metres, px = sheet.bar(0.35 * room, 0.9 * room)
    label = words(metres, rng)
    start, y = x + (sheet.columns - x - px) / 2, top + round(high * 0.28)
    wide, thick = font.getlength(label) + 12, int(rng.integers(1, 4))
    if px < wide + 20:
        pen.text((start, top + high * 0.02), label, fill=ink, font=sheet.font(high * 0.28))
        _ticked(pen, start, top + round(high * 0.48), px, thick, high * 0.1, ink)
    else:
        _ticked(pen, start, y, px, thick, high * 0.12, ink)
        middle = start + px / 2
        pen.rectangle((middle - wide / 2, y - high * 0.25, middle + wide / 2, y + high * 0.25), fill=(0, 0, 0))
        pen.text((middle, y), label, fill=ink, font=font, anchor="mm")
    pen.text((x + 20, top + high * 0.6), "Nova NanoSEM", fill=ink, font=sheet.font(high * 0.28))
    return label


def jeol(sheet: Sheet) -> str:
    """JSM: one line of text at the foot of the scan or in a black strip, a line above or beside its length."""
    rng, high = sheet.rng, round(sheet.columns * 0.05)
    if rng.random() < 0.6:
        top, pen = sheet.rows, sheet.extend(high, 0)
    else:
        top, pen = sheet.rows - high, sheet.pen()
    ink, font = (255, 255, 255), sheet.font(high * 0.48)
    metres, px = sheet.bar(0.08, 0.3)
    label = words(metres, rng, "jeol")
    x, y = sheet.columns * 0.03, top + high * 0.4
    mag = sheet.mag(0.12)
    pen.text((x, y), f"{sheet.kv:g}kV", fill=ink, font=font)
    pen.text((x + sheet.columns * 0.12, y), f"X{mag:,.0f}", fill=ink, font=font)
    start = round(sheet.columns * 0.3)
    thick = int(rng.integers(2, 5))
    pen.rectangle((start, top + 3, start + round(px) - 1, top + 3 + thick - 1), fill=ink)
    pen.text((start + max(0.0, (px - font.getlength(label)) / 2), y), label, fill=ink, font=font)
    pen.text((sheet.columns * 0.7, y), "10 41 SEI", fill=ink, font=font)
    return label


def jeol_new(sheet: Sheet) -> str:
    """JEOL of today: bar with marks over its length at the right."""
    rng, high = sheet.rng, round(sheet.columns * 0.06)
    pen, top, ink = sheet.extend(high, 0), sheet.rows, (255, 255, 255)
    font = sheet.font(high * 0.34)
    metres, px = sheet.bar(0.08, 0.25)
    label = words(metres, rng)
    mag = sheet.mag(0.12)
    x = 12.0
    for text in ("SED", f"{sheet.kv:.1f}kV", f"WD{rng.uniform(5, 12):.1f}mm", f"x{mag:,.0f}", "HighVac."):
        pen.text((x, top + high * 0.3), text, fill=ink, font=font)
        x += font.getlength(text) + 16
    start = max(x + 20, sheet.columns * 0.68)
    if start + px > sheet.columns - 10:
        start = sheet.columns - 12 - px
    _ticked(pen, start, top + round(high * 0.25), px, 2, high * 0.12, ink)
    pen.text((start + px / 2, top + high * 0.45), label, fill=ink, font=font, anchor="ma")
    return label


def hitachi(sheet: Sheet) -> str:
    """SU, S-4800: eleven ticks or dots, and one line of text that ends with the length they span."""
    rng, high = sheet.rng, round(sheet.columns * 0.062)
    if rng.random() < 0.7:
        top, pen = sheet.rows, sheet.extend(high, 0)
    else:
        top, pen = sheet.rows - high, sheet.pen()
    ink, font = (255, 255, 255), sheet.font(high * 0.42)
    metres, px = sheet.bar(0.25, 0.45)
    label = words(metres, rng, "hitachi")
    mag = sheet.mag(0.127)
    mag_text = f"x{mag / 1000:.1f}k" if mag >= 1000 else f"x{mag:.0f}"
    text = f"{rng.choice(['SU8000', 'S-4800', 'SU3500'])} {sheet.kv:.1f}kV {rng.uniform(3, 12):.1f}mm {mag_text} SE(U)"
    pen.text((sheet.columns * 0.02, top + high * 0.5), text, fill=ink, font=font)
    end = sheet.columns * 0.97
    start, pitch = end - px, px / 10
    dots = rng.random() < 0.4
    for tick in range(11):
        x = round(start + tick * pitch)
        if dots:
            pen.rectangle((x - 1, top + high * 0.25 - 1, x + 1, top + high * 0.25 + 1), fill=ink)
        else:
            pen.rectangle((x, top + high * 0.12, x + 1, top + high * 0.38), fill=ink)
    pen.text((end, top + high * 0.5), label, fill=ink, font=font, anchor="ra")
    return label


def tescan(sheet: Sheet) -> str:
    """Essence and VegaTC: a table of cells, the bar a line with raised ends in a cell of its own."""
    rng, high = sheet.rng, round(sheet.columns * 0.11)
    paper, ink = ((52, 52, 52), (255, 255, 255)) if rng.random() < 0.5 else ((255, 255, 255), (0, 0, 0))
    pen, top = sheet.extend(high, paper), sheet.rows
    font, grey = sheet.font(high * 0.2), (128, 128, 128)
    metres, px = sheet.bar(0.12, 0.28)
    label = words(metres, rng)
    mag = sheet.mag(float(rng.choice([0.2, 0.5])))
    texts = [
        f"SEM HV: {sheet.kv:.1f} kV",
        f"WD: {rng.uniform(4, 12):.2f} mm",
        f"View field: {_three(sheet.field_m)}" if rng.random() < 0.7 else "Scan speed: 5",
        "Det: SE",
        f"SEM MAG: {mag / 1000:.2f} kx" if mag > 1000 else f"SEM MAG: {mag:.0f} x",
        "Date(m/d/y): 05/07/19",
    ]
    for place, text in enumerate(texts):
        column, row = place // 2, place % 2
        x, y = column * sheet.columns * 0.22, top + row * high * 0.5
        pen.rectangle((x, y, x + sheet.columns * 0.22, y + high * 0.5 - 1), outline=grey)
        pen.text((x + 8, y + high * 0.12), text, fill=ink, font=font)
    x = sheet.columns * 0.66 + (sheet.columns * 0.34 - px) / 2
    pen.rectangle((sheet.columns * 0.66, top, sheet.columns - 1, top + high * 0.5 - 1), outline=grey)
    y, thick = top + round(high * 0.42), int(rng.integers(1, 4))
    first, last = round(x), round(x) + round(px)
    pen.rectangle((first, y - thick + 1, last, y), fill=ink)
    for end in (first, last):
        pen.rectangle((end, y - high * 0.25, end, y), fill=ink)
    pen.text(((first + last) / 2, top + high * 0.2), label, fill=ink, font=font, anchor="mm")
    return label


def imagej(sheet: Sheet) -> str:
    """ImageJ: a filled bar in a corner of the scan, its length below; sometimes on a filled background."""
    rng, pen = sheet.rng, sheet.pen()
    metres, px = sheet.bar(0.08, 0.35, (1, 2, 3, 4, 5))
    label = words(metres, rng)
    thick, size = int(rng.integers(4, 14)), sheet.columns * rng.uniform(0.018, 0.04)
    font = sheet.font(size)
    wide = max(px, font.getlength(label))
    margin = sheet.columns * 0.03
    x = margin if rng.random() < 0.4 else sheet.columns - margin - wide
    y = sheet.rows - margin - thick - size * 1.2 if rng.random() < 0.85 else margin
    level = np.asarray(sheet.image)[int(y) : int(y + size + thick), int(x) : int(x + wide)].mean()
    white = level < 140
    if rng.random() < 0.3:
        white = not white
        paper = (0, 0, 0) if white else (255, 255, 255)
        pen.rectangle((x - 8, y - 8, x + wide + 8, y + thick + size * 1.4 + 8), fill=paper)
    ink = (255, 255, 255) if white else (0, 0, 0)
    start = round(x + (wide - px) / 2)
    pen.rectangle((start, round(y), start + round(px) - 1, round(y) + thick - 1), fill=ink)
    pen.text((x + wide / 2, y + thick + 4), label, fill=ink, font=font, anchor="ma")
    return label


def boxed(sheet: Sheet) -> str:
    """A small filled box with bar and length, as plug-ins, Gatan and Phenom draw it on the scan."""
    rng, pen = sheet.rng, sheet.pen()
    metres, px = sheet.bar(0.1, 0.3)
    label = words(metres, rng)
    size = sheet.columns * rng.uniform(0.02, 0.035)
    font = sheet.font(size)
    wide = max(px, font.getlength(label)) + 24
    x, y = sheet.columns * 0.02, sheet.rows * 0.97 - size * 2.4
    paper, ink = ((255, 255, 255), (0, 0, 0)) if rng.random() < 0.5 else ((0, 0, 0), (255, 255, 255))
    pen.rectangle((x, y, x + wide, y + size * 2.4), fill=paper)
    start = round(x + (wide - px) / 2)
    thick = int(rng.integers(2, 9))
    if rng.random() < 0.5:
        pen.rectangle((start, y + 6, start + round(px) - 1, y + 6 + thick - 1), fill=ink)
        pen.text((x + wide / 2, y + 12 + thick), label, fill=ink, font=font, anchor="ma")
    else:
        pen.text((x + wide / 2, y + 4), label, fill=ink, font=font, anchor="ma")
        foot = round(y + size * 1.75)
        pen.rectangle((start, foot, start + round(px) - 1, foot + thick - 1), fill=ink)
    return label


def _three(metres: float) -> str:
    unit, one = next((one for one in reversed(_UNITS) if metres >= one[1] * 0.999), _UNITS[0])
    return f"{float(f'{metres / one:.3g}'):g} {unit}"


LAYOUTS: dict[str, Callable[[Sheet], str]] = {
    "Zeiss": zeiss,
    "FEI": fei,
    "JEOL": jeol,
    "JEOL new": jeol_new,
    "Hitachi": hitachi,
    "TESCAN": tescan,
    "ImageJ": imagej,
    "boxed": boxed,
}


def draw(layout: str, seed: int) -> Drawn:
    """One picture, saved as JPEG at a quality of 60 to 95, some at half of their size or with noise on top."""
    rng = np.random.default_rng([seed, sorted(LAYOUTS).index(layout)])
    sheet = Sheet(rng)
    label = LAYOUTS[layout](sheet)
    image, pixel_m = sheet.image, sheet.pixel_m
    if image.width >= 1280 and rng.random() < 0.35:
        factor = float(rng.choice([0.5, 0.6, 0.75]))
        before = image.width
        image = image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.BILINEAR)
        pixel_m *= before / image.width
    if rng.random() < 0.2:
        pixels = np.asarray(image) + rng.normal(0, 5, (image.height, image.width, 1))
        image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    file = io.BytesIO()
    image.convert("L").convert("RGB").save(file, "JPEG", quality=int(rng.integers(60, 96)))
    picture = np.asarray(Image.open(file).convert("RGB"))
    return Drawn(layout, picture, pixel_m, label, sheet.kv, sheet.truth_mag, sheet.font_name)
