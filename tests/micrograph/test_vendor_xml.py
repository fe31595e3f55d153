"""Vendors that write XML: Orion, Fibics, Phenom, Thermo Fisher, OME, and JEOL's SightX."""

from __future__ import annotations

import io

import numpy as np
import pytest
import tifffile
from PIL import Image

from maemi.micrograph.reading import read_info


def stored(rows: int = 96, columns: int = 128) -> np.ndarray:
    return (np.arange(rows * columns) % 251).astype(np.uint8).reshape(rows, columns)


def sizes(info) -> tuple[float, float]:
    assert info.pixel_size is not None, info.warnings
    return info.pixel_size.row_m, info.pixel_size.column_m


def tag(name: str, value: object, unit: str = "") -> str:
    return f"<{name}><Value>{value}</Value><Units>{unit}</Units></{name}>"


ORION = "<ImageTags>{}</ImageTags>"
ORION_BODY = (
    tag("ImageWidth", 128)
    + tag("ImageHeight", 96)
    + tag("AccelerationVoltage", 29997, "V")
    + tag("WorkingDistance", "11,977", "mm")
    + tag("DwellTime", 0.5, "µs")
    + tag("DetectorName", "ETDetector")
    + tag("System.Model", "NanoFab")
    + tag("TimeStamp", "3/27/2014 3:02:11 PM")
)


def test_orion(write_tiff):
    body = ORION_BODY + tag("ScalingX", "9.765625E-10", "m") + tag("ScalingY", "8e-10", "m")
    info = read_info(write_tiff(stored(), {65000: ORION.format(body)}))
    assert info.vendor == "Zeiss Orion"
    assert sizes(info) == pytest.approx((8e-10, 9.765625e-10))
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.detector, taken.technique) == (29997, "ETDetector", "HIM")
    assert (taken.instrument, taken.taken_at) == ("NanoFab", "2014-03-27T15:02:11")
    assert (taken.working_distance_m, taken.dwell_time_s) == pytest.approx((11.977e-3, 0.5e-6))


def test_orion_by_its_field_width_and_cut(write_tiff):
    text = ORION.format(ORION_BODY + tag("Fov", "1.28", "um"))
    assert sizes(read_info(write_tiff(stored(), {65000: text}))) == pytest.approx((10e-9, 10e-9))
    cut = read_info(write_tiff(stored(50, 100), {65000: text}))
    assert cut.pixel_size is None
    assert "cut" in cut.warnings[0]


FIBICS = (
    '<?xml version="1.0" encoding="iso-8859-1"?><Fibics version="1.2" format="Image"><Application>'
    "<Version>ZEISS Atlas 5</Version><Date>2019-05-04T11:22:33</Date></Application>"
    "<Image><Width>128</Width><Height>96</Height><OriginalWidth>0</OriginalWidth><Detector>ESB</Detector></Image>"
    '<Scan><Dwell units="ns">10000</Dwell>{scan}</Scan>'
    '<BeamInfo><item name="EHT">=  1.50 kV</item><item name="WD">=  5.1 mm</item><item name="Mag">=  5.00 K X</item>'
    "</BeamInfo></Fibics>"
)


@pytest.mark.parametrize(
    "scan",
    [
        "<Ux>0.005</Ux><Uy>0</Uy><Vx>0</Vx><Vy>-0.006</Vy>",
        # A rotated scan: the lengths of the vectors are the same.
        "<Ux>0.003</Ux><Uy>0.004</Uy><Vx>0.0036</Vx><Vy>-0.0048</Vy>",
        '<FOV_X units="um">0.64</FOV_X><FOV_Y units="um">0.576</FOV_Y>',
    ],
)
def test_fibics(write_tiff, scan):
    info = read_info(write_tiff(stored(), {51023: FIBICS.format(scan=scan)}))
    assert info.vendor == "Fibics"
    assert sizes(info) == pytest.approx((6e-9, 5e-9))
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.magnification, taken.detector) == (1500, 5000, "ESB")
    assert (taken.working_distance_m, taken.dwell_time_s) == pytest.approx((5.1e-3, 1e-5))
    assert taken.taken_at == "2019-05-04T11:22:33"


def test_fibics_of_another_raster(write_tiff):
    text = FIBICS.format(scan="<Ux>0.005</Ux><Uy>0</Uy><Vx>0</Vx><Vy>-0.005</Vy>")
    assert sizes(read_info(write_tiff(stored(48, 64), {51023: text}))) == pytest.approx((10e-9, 10e-9))
    assert read_info(write_tiff(stored(64, 64), {51023: text})).pixel_size is None
    zero = FIBICS.format(scan="<Ux>0</Ux><Uy>0</Uy><Vx>0</Vx><Vy>0</Vy>")
    assert read_info(write_tiff(stored(), {51023: zero})).pixel_size is None


PHENOM = (
    '<?xml version="1.0"?><FeiImage><databarHeight>12</databarHeight><pixelWidth unit="um">0.25</pixelWidth>'
    '<pixelHeight unit="um">0.25</pixelHeight><workingDistance unit="mm">5.2</workingDistance>'
    "<instrument><type>Phenom</type><edition>G4 Phenom ProX</edition></instrument><acquisition><scan>"
    '<dwellTime unit="ns">1000</dwellTime><detector>All</detector><highVoltage unit="kV">-15</highVoltage>'
    "</scan></acquisition></FeiImage>"
)


def check_phenom(info) -> None:
    assert info.vendor == "Phenom"
    assert sizes(info) == pytest.approx((0.25e-6, 0.25e-6))
    assert info.info_bar == (96, 107)
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.instrument, taken.detector) == (15000, "G4 Phenom ProX", "All")
    assert (taken.working_distance_m, taken.dwell_time_s) == pytest.approx((5.2e-3, 1e-6))


def test_phenom(write_tiff, tmp_path):
    check_phenom(read_info(write_tiff(stored(108), {34683: PHENOM})))
    # In a JPEG the same stands among the EXIF data.
    exif = Image.Exif()
    exif[270] = PHENOM
    Image.fromarray(stored(108)).save(tmp_path / "a.jpg", exif=exif)
    check_phenom(read_info(tmp_path / "a.jpg"))


THERMO = (
    '<?xml version="1.0"?><Metadata xmlns="http://maps.fei.com"><Instrument><InstrumentClass>Apreo</InstrumentClass>'
    "</Instrument><Optics><AccelerationVoltage>5000</AccelerationVoltage><WorkingDistance>0.004</WorkingDistance>"
    '</Optics><ScanSettings><DwellTime>1E-06</DwellTime></ScanSettings><BinaryResult><PixelSize><X unit="{unit}">2e-9'
    '</X><Y unit="{unit}">3e-9</Y></PixelSize><ImageSize><X>128</X><Y>96</Y></ImageSize><Detector>T1</Detector>'
    "</BinaryResult></Metadata>"
)


def test_thermo_fishers_newer_xml(write_tiff):
    info = read_info(write_tiff(stored(), {34683: THERMO.format(unit="m")}))
    assert sizes(info) == pytest.approx((3e-9, 2e-9))
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.detector, taken.instrument) == (5000, "T1", "Apreo")
    assert (taken.working_distance_m, taken.dwell_time_s) == pytest.approx((0.004, 1e-6))
    pattern = read_info(write_tiff(stored(), {34683: THERMO.format(unit="1/m")}))
    assert (pattern.reciprocal, pattern.pixel_size) == (True, None)


@pytest.mark.parametrize(
    ("unit", "metres"), [(None, 1e-6), ("nm", 1e-9), ("Å", 1e-10), ("pm", 1e-12), ("mm", 1e-3), ("pixel", None)]
)
def test_ome(tmp_path, unit, metres):
    metadata = {"PhysicalSizeX": 2.5, "PhysicalSizeY": 5.0}
    if unit is not None:
        metadata |= {"PhysicalSizeXUnit": unit, "PhysicalSizeYUnit": unit}
    path = tmp_path / "a.ome.tif"
    tifffile.imwrite(path, stored(), ome=True, metadata=metadata)
    info = read_info(path)
    if metres is None:
        assert info.pixel_size is None
    else:
        assert sizes(info) == pytest.approx((5 * metres, 2.5 * metres))


def sightx(eos: str, mode: str, selector: str) -> str:
    return (
        f'<?xml version="1.0"?><TemReporter><Instruments>JEM-ARM200F</Instruments><EosMode>{eos}</EosMode>'
        f"<ImageFormingSystem><ImageFormingMode>{mode}</ImageFormingMode><SelectorString>{selector}</SelectorString>"
        "</ImageFormingSystem></TemReporter>"
    )


def test_jeol_sightx(write_tiff):
    options = {"resolution": (100, 100), "resolutionunit": "inch"}
    info = read_info(write_tiff(stored(), description=sightx("eosTEM", "modeMAG1", "X150k"), **options))
    assert sizes(info)[0] == pytest.approx(0.0254 / 100 / 150_000)
    assert info.acquisition.magnification == 150_000
    for eos, mode, selector, reciprocal in [
        ("eosTEM", "modeDIFF", "40cm", True),
        # A Ronchigram: the beam of a scanning mode stands still.
        ("eosASID", "modeMAG1", "X400k", False),
    ]:
        info = read_info(write_tiff(stored(), description=sightx(eos, mode, selector), **options))
        assert (info.pixel_size, info.reciprocal) == (None, reciprocal)


def test_renishaws_exif_holds_the_field(tmp_path):
    exif = Image.Exif()
    exif[271] = "Renishaw"
    exif[0xFEA1] = (12.8, 9.6)
    exif[0x8769] = {0xA210: 5}
    file = io.BytesIO()
    Image.fromarray(stored()).save(file, "JPEG", exif=exif)
    path = tmp_path / "a.jpg"
    path.write_bytes(file.getvalue())
    info = read_info(path)
    assert info.vendor == "Renishaw"
    assert sizes(info) == pytest.approx((0.1e-6, 0.1e-6))
