"""Answers that would fit any micrograph: no number, and no word that tells this one from another."""

from __future__ import annotations

import re

from maemi.project.rows import Finding

_FILLING_LISTED = (
    # What every sentence has.
    "a an the this that these those it its they their them there here we one and or but nor so yet as at by for "
    "from in into of on onto over to under up with within without across along among between through throughout "
    "about above below is are was were be been being am has have had having do does did can could may might must "
    "shall should will would not no yes also very more most much many some any all both each every other another "
    "such same own which who whom whose what when where why how than then too only just even still well due "
    "because while if both either like "
    # What any micrograph is said to have.
    "image images micrograph micrographs picture pictures photograph sem tem stem electron electronic microscope "
    "microscopy microscopic scanning transmission micro nano scale nanoscale microscale level shows show showing "
    "shown depicts depict depicting displays display displaying reveals reveal revealing presents present "
    "presenting illustrates illustrate provides provide providing captures capture captured features feature "
    "featuring contains contain containing exhibits exhibit exhibiting demonstrates demonstrate highlights "
    "highlight highlighting appears appear appearing seems seem suggests suggest suggesting indicates indicate "
    "indicating observed observe seen see visible view viewed detailed detail details intricate complex "
    "complexity interesting unique distinct distinctive various varied variety varying different diverse several "
    "numerous multiple range ranging wide high higher highly low lower close closely magnification magnified "
    "resolution quality clear clearly insight insights information understanding analysis analyze analyse study "
    "studying research material materials sample samples specimen specimens surface surfaces structure structures "
    "structural microstructure microstructures nanostructure nanostructures morphology morphologies morphological "
    "texture textures textured topography topographical topographic characteristics characteristic "
    "characteristically properties property composition component components element elements object objects area "
    "areas region regions part parts portion overall general generally typical typically common commonly certain "
    "size sizes shape shapes form forms pattern patterns arrangement arrangements distribution distributed nature "
    "type types kind kinds aspect aspects studied displayed interest important significant valuable offers offer "
    "offering useful potential "
    "potentially possible possibly likely further allowing allows allow researchers scientists scientific "
    "applications application fields field such technology industry engineering science context overall contrast "
    "background light dark bright grey gray black white shades tones depth three dimensional fine features small "
    "large appearance evident apparent noticeable prominent present presence together entire whole taken using "
    "used use made making help helps look looks looking give gives giving including include includes etc non "
    "uniform "
)
_FILLING = frozenset(_FILLING_LISTED.split())
_LEAST_WORDS = 8
_SPECIFIC = 0.08
"""Share of words that must be specific to something."""


def general_findings(answer: str) -> list[Finding]:
    """A finding over the whole answer where nothing in it is specific."""
    words = re.findall(r"[a-z]+(?:'[a-z]+)?", answer.lower())
    if len(words) < _LEAST_WORDS or re.search(r"\d", answer):
        return []
    specific = sum(1 for word in words if word not in _FILLING)
    if specific > _SPECIFIC * len(words):
        return []
    message = "This would fit any micrograph: it says nothing that tells this one from another."
    return [Finding("vague", message, "warning", None, 0, len(answer))]
