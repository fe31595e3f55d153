"""Elements and materials as texts name them: names, symbols, formulas; and what each one holds."""

from __future__ import annotations

import re

NAMES = {
    "lithium": "Li", "beryllium": "Be", "boron": "B", "carbon": "C", "nitrogen": "N", "oxygen": "O", "fluorine": "F",
    "sodium": "Na", "magnesium": "Mg", "aluminium": "Al", "aluminum": "Al", "silicon": "Si", "phosphorus": "P",
    "sulfur": "S", "sulphur": "S", "chlorine": "Cl", "potassium": "K", "calcium": "Ca", "titanium": "Ti",
    "vanadium": "V",
    "chromium": "Cr", "manganese": "Mn", "iron": "Fe", "cobalt": "Co", "nickel": "Ni", "copper": "Cu", "zinc": "Zn",
    "gallium": "Ga", "germanium": "Ge", "arsenic": "As", "selenium": "Se", "bromine": "Br", "zirconium": "Zr",
    "niobium": "Nb", "molybdenum": "Mo", "ruthenium": "Ru", "rhodium": "Rh", "palladium": "Pd", "silver": "Ag",
    "cadmium": "Cd", "indium": "In", "tin": "Sn", "antimony": "Sb", "tellurium": "Te", "iodine": "I", "caesium": "Cs",
    "cesium": "Cs", "barium": "Ba", "lanthanum": "La", "cerium": "Ce", "neodymium": "Nd", "hafnium": "Hf",
    "tantalum": "Ta", "tungsten": "W", "iridium": "Ir", "platinum": "Pt", "gold": "Au",
    "mercury": "Hg", "bismuth": "Bi",
    "uranium": "U", "strontium": "Sr", "yttrium": "Y",
}  # fmt: skip
"""`lead` is left out: it is a verb more often than a metal."""
MATERIALS = {
    "silica": "Si O", "alumina": "Al O", "titania": "Ti O", "zirconia": "Zr O", "ceria": "Ce O", "magnetite": "Fe O",
    "hematite": "Fe O", "graphene": "C", "graphite": "C", "carbon nanotubes?": "C", "diamond": "C", "steel": "Fe C",
    "brass": "Cu Zn", "bronze": "Cu Sn", "polystyrene": "C H", "PMMA": "C H O", "PTFE": "C F", "PDMS": "Si O C H",
    "polyethylene": "C H", "polypropylene": "C H", "hydroxyapatite": "Ca P O", "perovskite": "", "quartz": "Si O",
    "cellulose": "C H O", "zeolite": "Si Al O", "kaolinite": "Si Al O", "calcite": "Ca C O", "gypsum": "Ca S O",
}  # fmt: skip
_SYMBOLS_LISTED = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr "
    "Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir "
    "Pt Au Hg Tl Pb Bi Th U"
)
SYMBOLS = frozenset(_SYMBOLS_LISTED.split())
_ALONE_LISTED = "Al Si Ti Cr Mn Fe Ni Cu Zn Ga Ge Zr Nb Mo Ru Rh Pd Ag Cd Sn Sb Te Ta Pt Au Hg Pb Bi Mg Ca Ba Sr Hf Ir"
_ALONE = frozenset(_ALONE_LISTED.split())
"""Symbols that are hardly anything else where they stand alone; `In`, `As`, `C`, `V`, `W` may be words or units."""
_PLAIN_FORMULAS = frozenset({"SiC", "SiN", "GaN", "BN", "TiN", "WC", "NiO", "CuO", "InP", "CO"}) - {"CO"}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_FORMULA = re.compile(r"(?<![\w-])(?:[A-Z][a-z]?[0-9₀-₉.]*|\((?:[A-Z][a-z]?[0-9₀-₉]*)+\)[0-9₀-₉]*){2,}(?![\w])")
_WORDS = re.compile(
    rf"(?<![\w-])(?:(?P<name>{'|'.join(NAMES)})|(?P<material>{'|'.join(MATERIALS)}))(?:[\s-](?:di|"
    rf"tri)?oxides?)?(?!\w|-clad)",
    re.IGNORECASE,
)
_SYMBOL = re.compile(rf"(?<![\w.-])(?:{'|'.join(_ALONE)})(?![\w.])(?!-?(?:K|L)[αβ])")


def substances_in(text: str) -> list[tuple[int, int, frozenset[str]]]:
    """Each substance that a text names: start, end, and the symbols of its elements."""
    found: list[tuple[int, int, frozenset[str]]] = []
    for match in _WORDS.finditer(text):
        if match["name"]:
            held = {NAMES[match["name"].lower()]}
        else:
            word = match["material"].lower()
            held = set(next(parts for name, parts in MATERIALS.items() if re.fullmatch(name.lower(), word)).split())
        if "oxide" in match[0].lower():
            held.add("O")
        found.append((match.start(), match.end(), frozenset(held)))
    for match in _FORMULA.finditer(text):
        parts = elements_of(match[0])
        if parts is not None:
            found.append((match.start(), match.end(), parts))
    taken = [(start, end) for start, end, _ in found]
    found += [
        (*match.span(), frozenset({match[0]}))
        for match in _SYMBOL.finditer(text)
        if not any(start <= match.start() < end for start, end in taken)
    ]
    return sorted(found, key=lambda one: one[0])


def elements_of(formula: str) -> frozenset[str] | None:
    """The elements of a formula such as TiO2 or GaAs; None for words and abbreviations that only look like one."""
    plain = formula.translate(_SUBSCRIPTS)
    symbols = re.findall(r"[A-Z][a-z]?", plain)
    if len(set(symbols)) < 2 or any(symbol not in SYMBOLS for symbol in symbols):
        return None
    has_digits = any(sign.isdigit() for sign in plain)
    two_letters = any(len(symbol) == 2 for symbol in symbols)
    if not has_digits and not two_letters and plain not in _PLAIN_FORMULAS:
        return None  # FIB, SOS, HV
    if has_digits and not two_letters and "O" not in symbols and len(plain) > 4:
        return None  # P5B2C7: a name of a sample
    return frozenset(symbols)
