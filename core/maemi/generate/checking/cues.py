"""Words that say which quantity a number is of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from maemi.generate.checking.reading.units import Dimension

Rank = Literal["modifier", "quantity", "weak"]
"""A modifier (`largest`) turns the quantity beside it into another; a weak word counts only where no other is near."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern, and the quantity that it names for numbers of some dimensions."""

    quantity: str
    dimensions: frozenset[Dimension]
    pattern: re.Pattern[str]
    rank: Rank = "quantity"


def _cue(quantity: str, dimensions: str, pattern: str, rank: Rank = "quantity") -> Cue:
    kinds: list[Dimension] = [one for one in _DIMENSIONS if one in dimensions.split()]
    return Cue(quantity, frozenset(kinds), re.compile(pattern, re.IGNORECASE), rank)


_DIMENSIONS: tuple[Dimension, ...] = (
    "length", "pixels", "voltage", "times", "percent", "angle", "count", "bare",
)  # fmt: skip
_SEEN = r"(?:image|micrograph|picture|view|scan|frame|photo\w*|field|area)"

CUES: tuple[Cue, ...] = (
    _cue("pixel_size", "length", r"\bpixel (?:size|pitch|spacing|width|scale)|\b(?:per|one|each|a|every|single) "
        r"(?:pixel|px)\b(?: (?:size|pitch|spacing|width))?|/\s?p(?:x|ixel)|\bpixels? (?:corresponds?|"
        r"represents?|is|are|measures?|equals?)|\bsampling\b|\bpixel resolution"),
    _cue(
        "field",
        "length pixels",
        rf"\b{_SEEN}\b.{{0,40}}\b(?:wide|in width) (?:and|by) .{{0,30}}\b(?:high|in height)\b"
        r"|field(?: of view| width)?\b(?!\s+emission)|\bHFW\b|\b(?:imaged|scanned|visible) (?:area|field|region)"
        rf"|\b{_SEEN} (?:width|height|covers?|spans?|extends?|measures?|shows an area)\b"
        rf"|(?<!in )(?<!of )(?<!across )\bthe {_SEEN} is\b|across the (?:whole |entire |full )?{_SEEN}"
        rf"|\b(?:width|height|extent) of the {_SEEN}|{_SEEN} (?:of )?(?:about|approximately|roughly)?\s*$"
    ),
    _cue("p10_size", "length pixels", r"(?:\bat the )?\b10th\b|\btenth percentile|\bD10\b", "modifier"),
    _cue("p90_size", "length pixels", r"(?:\bat the )?\b90th\b|\bninetieth percentile|\bD90\b", "modifier"),
    _cue("median_size", "length pixels", r"\b50th\b|\bmedian\b|\bD50\b", "modifier"),
    _cue("other", "length pixels", r"\bquartile|\b\d+th percentile", "modifier"),
    _cue("scale_bar", "length", r"(?<!on the )(?<!from the )(?<!using the )(?<!to the )(?<!with the )(?<!by the )"
        r"(?<!given the )\bscale[\s-]?bar|\bbar (?:represents|indicates|of)|\bscale marker"),
    _cue("working_distance", "length", r"\bworking distance|\bWD\b"),
    _cue("pitch", "length pixels", r"\b(?:repeat|period|unit cell)\b[^.,;]{0,30}\blength\b|"
        r"\blength of (?:the|a|one) (?:repeat|period|unit cell)\b|"
        r"\bpitch|\bperiod(?:s|icity|icities)?\b|\brepeat(?:s|ing|ed)?\b|\brecurs?\b|"
        r"\blattice (?:constant|parameter|spacing)|\bevery\b|\bintervals? of\b"),
    _cue("nearest", "length pixels", r"\bnearest[\s-]neighbou?r|\binter-?particle|\b(?:distance|spacing|gap|"
        r"separation|separated)\b|\bapart\b|\bspaced\b"),
    _cue("std_size", "length pixels", r"\bstandard deviation|\bstd\b|\bs\.?d\.?(?=\W)|\bσ\b|\bspread (?:of|is)|"
        r"\bscatter of", "modifier"),
    _cue("max_size", "length pixels", r"\blargest\b|\bbiggest\b|\bmax(?:imum|imal|\.)?(?=\W)|\bwidest\b|"
        r"\bthickest\b", "modifier"),
    _cue("min_size", "length pixels", r"\bsmallest\b|\bmin(?:imum|imal|\.)?(?=\W)|\bfinest\b|\bthinnest\b|"
        r"\bnarrowest\b|\btiniest\b", "modifier"),
    _cue("some_size", "length pixels", r"\b(?:a )?few\b(?! (?:per|times))|\bsome (?=[a-z])|\boutliers?\b|\bextremes?\b|"
        r"\boccasional|\bothers?\b|"
        r"\bas (?:large|big|small|wide) as\b|\bexceptional|\bsecond[- ]largest", "modifier"),
    _cue("height", "length", r"\bheights?\b|\bdeep\b|\bdepths?\b|\btall\b|\b(?:film|layer|coating|oxide|shell|"
        r"wall)\b[^.]{0,25}\bthick|\bthickness of the (?:film|layer|coating|shell|wall)|\bpenetrat|"
        r"\bescape"),
    _cue("roughness", "length", r"\brough(?:ness)?\b|\bR[aq]\b|\bRMS\b"),
    _cue("length", "length pixels", r"(?<!wave)(?<!intercept )\blengths?\b(?! scale)|\bin "
        r"length", "modifier"),
    _cue("length", "length pixels", r"\blong\b(?! axis)", "weak"),
    _cue("line_width", "length pixels", r"\bline[\s-]?widths?\b|\bwidths? of the (?:lines?|stripes?|ridges?|"
        r"trenches)|\b(?:lines?|stripes?|ridges?|trenches) (?:are|is|measure|of|have)\b", "modifier"),
    _cue("size", "length pixels", r"\bdiameters?\b|\bsiz(?:e|es|ed)\b|\blarge\b|\bthick(?:ness)?\b|"
        r"\bdimensions?\b|\bbig\b|\bcaliper|\bcalliper|\bintercept"),
    _cue("size", "length pixels", r"\bsmall(?:er|ish)?\b|\btiny\b|\bthin(?:ner)?\b|\bnarrow(?:er)?\b|\blarger\b|"
        r"\bbigger\b|\bthicker\b|\bfiner?\b|\bwidths?\b|\bwide\b|\bacross\b|\bmeasur(?:e|es|ed|ing)\b|\bmean\b|"
        r"\baverages?\b|\btypical", "weak"),
    _cue("radius", "length pixels", r"\bradi(?:us|i)\b", "modifier"),
    _cue("other", "length pixels", r"\b(?:largest|biggest|smallest|max(?:imum|imal|\.)?|min(?:imum|imal|\.)?) "
        r"radi(?:us|i)\b", "modifier"),
    _cue("other", "length", r"\bwavelength|\bresolution\b|\bprobe\b|\bspot\b|\bsputter|\bcrystallite size from|"
        r"\blattice fringe|\bd-spacing|\bcoated with|\bmean free path|\bvoxel"),
    _cue("coverage", "percent bare", rf"\bcover(?:s|ed|age|ing)?\b|\b(?:area|areal|surface|packing|solid|void) "
        rf"(?:fraction|density|share|coverage)|\bfraction of the\b|\bporosity|\bporous\b|\boccup(?:y|"
        rf"ies|ied|ying)\b|\btak(?:e|es|ing) up|\bfill(?:s|ed)?\b|\bof the (?:\w+ ){{0,2}}(?:{_SEEN}|"
        rf"surface)\b|\bshare of the (?:{_SEEN}|surface)"),
    _cue("spread", "percent", r"\bstandard deviation|\bof the mean\b|\bcoefficient of variation|\bC\.?V\.?\b|"
        r"\bpolydispers|\bdispersity|\bvar(?:y|ies|iation|iance)\b|\brelative (?:spread|deviation)|"
        r"\bdeviat", "modifier"),
    _cue("touching", "percent", r"\btouch|\bcontact\b|\bneighbou?r|\bjoined\b", "modifier"),
    _cue("duty_cycle", "percent bare", r"\bduty (?:cycle|factor|ratio)|\bfill factor", "modifier"),
    _cue("other", "percent", r"\bconfiden|\bweight\b|\bwt\b|\batomic\b|\bat\.?\b(?=\s*%)|\bmol|\bcontrast\b|"
        r"\bbright|(?:%|\bper\s?cent)\s+of (?:all |the |these )?(?:\w+ )?(?:particles|fibres|fibers|"
        r"pores|grains|objects|features|wires|spheres|them)\b|\blarger\b|\bhigher\b|\bsmaller\b|"
        r"\bincrease|\bhumid|\bvolume fraction|\byield"),
    _cue("orientation", "angle", r"\borient|\balign|\bdirection|\bhorizontal|\bhorizontally|\bvertical|\binclin|"
        r"\brun\b|\bdiagonal|\bslant"),
    _cue("other", "angle", r"\bstage\b|\btilt(?:ed)? (?:of )?(?:the )?(?:stage|sample|specimen)|\b(?:sample|"
        r"specimen|stage) (?:is |was )?tilt|\bcontact angle|\bdiffract|\b2\s?theta|\bfacet|\bhexagon|"
        r"\bsymmetr|\bintersect|\bbetween (?:two|adjacent|the)\b|\brotat|\bsidewall"),
    _cue("magnification", "times bare", r"\bmagnif\w*|\bmag\b|\bzoom|\benlarge"),
    _cue("count", "bare", r"\b(?:total )?(?:number|count)(?: of \w+)? ?[:=]|\bn ?= ?|\btotal(?: of)?:?(?= \d)|"
        r"\b(?:number|count) (?:is|was|comes to|amounts to)\b"),
    _cue("aspect", "times bare", r"\baspect[\s-]ratio|\bas long as (?:they are )?wide|\blonger than (?:they are "
        r")?wide|\belongat|\blength[- ]to[- ](?:width|diameter)"),
    _cue("other", "times bare", r"\bthe noise|\bsignal[- ]to[- ]noise|\bSNR\b|\bcontrast\b|\bbrighter\b|\bconfiden"),
    _cue("voltage", "voltage", r"\bvolt|\bbeam|\baccelerat|\benerg|\bkV|\bEHT\b|\bHV\b|\belectron|\btaken\b|"
        r"\brecorded\b|\bacquired\b|\bimaged\b|\bcaptured\b|\bobtained\b|\boperat|\bSEM\b|\bTEM\b|"
        r"\bat\b"),
    _cue("other", "voltage", r"\bbias|\bstage (?:bias|voltage)|\bretard|\bband\s?gap|\bpeak at|\bK-?(?:α|alpha)|"
        r"\bdetector (?:bias|voltage)|\bgrid voltage|\bcollector|\bapplied (?:a )?(?:voltage|"
        r"potential)|\bextract"),
)  # fmt: skip
