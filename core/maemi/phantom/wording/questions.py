"""How people ask: the kinds of questions, their headings and their wordings; `{objects}` is what is seen."""

from __future__ import annotations

QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "caption": ("caption", (
        "Write a caption for this micrograph.", "Describe this micrograph.", "Give a short description of what is seen in this micrograph.",
        "Summarise this micrograph in a few sentences.", "Describe this image.", "What is in this picture? Describe it.",
        "Please describe what you see.", "Give a caption for this image.", "Describe the image in a few words.",
    )),
    "class": ("classification", (
        "Which of the ten classes does this micrograph belong to?", "What kind of nanomaterial is this?", "Classify this micrograph.",
        "What class of structure does this micrograph show?", "Which class of micrograph is this?", "To which class does this image belong?",
        "What type of sample is this?", "Name the class of this micrograph.", "What kind of structure is this?",
    )),
    "content": ("basics", (
        "What does this micrograph show?", "What can be seen in this micrograph?", "What is the main structure in this image?",
        "What is this?", "What is shown here?", "What do you see in this image?", "What is visible in this micrograph?", "What is the subject of this image?",
    )),
    "field": ("basics", (
        "How large is the imaged field?", "What area of the specimen does this micrograph cover?", "What are the width and height of the field of view?",
        "How wide is the field of view?", "What is the field of view?", "How large is the area in this image?", "How many micrometres wide is this image?",
        "What is the size of the imaged area?",
    )),
    "pixel_size": ("basics", (
        "What is the pixel size of this micrograph?", "How many nanometres does one pixel represent?", "What length does one pixel correspond to?",
        "What is the pixel size?", "How large is one pixel?", "How big is a pixel in this image?", "What is the scale in metres per pixel?", "State the pixel size.",
    )),
    "morphology": ("morphology and structure", (
        "What is the general morphology of the {objects}?", "Describe the shape of the {objects}.", "What shape do the {objects} have?",
        "What do the {objects} look like?", "What is the shape of the {objects}?", "How are the {objects} shaped?", "Describe the morphology.",
        "What form do the {objects} take?",
    )),
    "count": ("morphology and structure", (
        "How many {objects} are visible?", "Count the {objects} in this micrograph.", "What is the number of {objects} in this image?",
        "How many {objects} are there?", "How many {objects} can you see?", "Are there few or many {objects}?", "What is the count of {objects}?",
        "How many {objects} does the image show?",
    )),
    "orientation": ("morphology and structure", (
        "Are the {objects} aligned in one direction?", "What is the orientation of the {objects}?", "In which direction do the {objects} run?",
        "Do the {objects} point in the same direction?", "Are the {objects} aligned?", "Is there a preferred direction?", "How are the {objects} oriented?",
        "Do the {objects} have a common orientation?",
    )),
    "mean_size": ("size and distribution", (
        "What is the average size of the {objects}?", "How large are the {objects}?", "What is the mean size of the {objects}?",
        "How big are the {objects}?", "What size do the {objects} have?", "What is the typical size of the {objects}?", "Are the {objects} large or small?",
        "Give the size of the {objects}.",
    )),
    "size_spread": ("size and distribution", (
        "How uniform are the {objects} in size?", "How widely do the sizes of the {objects} vary?", "Is the size distribution of the {objects} narrow or broad?",
        "Do all {objects} have the same size?", "Are the {objects} of equal size?", "How much do the {objects} differ in size?", "Is the size of the {objects} even?",
        "Are there large and small {objects}?",
    )),
    "coverage": ("size and distribution", (
        "What fraction of the area do the {objects} cover?", "How much of the imaged area is occupied by the {objects}?", "What is the area fraction of the {objects}?",
        "How much of the image do the {objects} cover?", "What part of the field is covered by {objects}?", "How dense are the {objects}?",
        "Do the {objects} cover the whole field?", "What is the coverage?",
    )),
    "pitch": ("size and distribution", (
        "What is the period of the pattern?", "How far apart are the repeating features?", "What is the pitch of the structure?",
        "What is the pitch?", "What is the distance between neighbouring {objects}?", "How large is the period?", "Give the pitch of the {objects}.",
        "What is the spacing of the {objects}?",
    )),
    "distribution": ("size and distribution", (
        "How are the {objects} distributed over the image?", "Are the {objects} evenly spread?", "Is the spatial distribution of the {objects} uniform?",
        "How are the {objects} arranged?", "Is the arrangement of the {objects} regular?", "Do the {objects} form a regular pattern?",
        "How are the {objects} spread?", "Is there any order in the arrangement of the {objects}?",
    )),
    "surface": ("surface characteristics", (
        "Does the surface appear smooth or textured?", "How does the surface look?", "What are the surface characteristics?",
        "Is the surface smooth or rough?", "Describe the surface.", "What is the texture of the surface?", "How rough is the surface?", "Is the surface rough?",
    )),
    "composition": ("composition and elements", (
        "What is the material made of?", "Which elements are present?", "What is the chemical composition of the specimen?",
        "What is the material?", "Which elements does the specimen contain?", "What is the composition?", "Is there any metal in the specimen?",
        "What are the {objects} made of?",
    )),
    "contact": ("interactions and boundaries", (
        "Do the {objects} touch each other?", "Are the {objects} separate or in contact?", "How do the {objects} relate to their neighbours?",
        "Are the {objects} in contact?", "Do the {objects} overlap?", "Are the {objects} isolated?", "Are there contacts between the {objects}?",
        "Do the {objects} lie apart?",
    )),
    "boundaries": ("interactions and boundaries", (
        "Are the boundaries of the {objects} sharp?", "How clear are the edges of the {objects}?", "How well defined are the boundaries of the {objects}?",
        "Are the edges sharp or soft?", "Do the {objects} have clear edges?", "How sharp are the edges?", "Are the outlines of the {objects} clear?",
        "Describe the edges of the {objects}.",
    )),
    "environment": ("external environment", (
        "Is there any sign of the surroundings of the specimen?", "What can be said of the environment of the specimen?", "What does the background look like?",
        "What surrounds the {objects}?", "Describe the background.", "What lies behind the {objects}?", "What is the environment of the {objects}?",
        "Was the specimen in air or in vacuum?",
    )),
    "technique": ("imaging technique", (
        "How was this micrograph taken?", "What imaging technique was used?", "Which instrument settings were used for this micrograph?",
        "What kind of microscope was used?", "Which technique made this image?", "What instrument took this image?", "Is this an SEM or an optical image?",
        "Which microscope took this image?",
    )),
    "quality": ("imaging technique", (
        "How good is the image quality?", "Is the image noisy?", "Is the image sharp?", "Are there any image artefacts?", "Are there signs of charging?",
        "Describe the quality of this image.", "Is the image blurred or sharp?", "Does the image have any faults?",
    )),
    "voltage": ("imaging technique", (
        "What was the accelerating voltage?", "At what voltage was this micrograph taken?", "What beam voltage was used?",
        "What is the accelerating voltage?", "Which voltage was used?", "State the beam voltage.", "What was the beam energy?", "How high was the voltage?",
    )),
    "magnification": ("imaging technique", (
        "What is the magnification?", "At what magnification was this micrograph taken?", "What magnification does the file state?",
        "What was the magnification?", "How strong is the magnification?", "State the magnification.", "Which magnification was used?",
        "How much is the image magnified?",
    )),
    "detector": ("imaging technique", (
        "Which detector was used?", "What detector took this image?", "What is the detector?", "Name the detector.", "With which detector was this taken?",
        "What kind of detector was used?", "Which signal was detected?", "State the detector.",
    )),
    "function": ("functional features", (
        "Which functional features are visible?", "Are there any functional features in this micrograph?", "Does the structure suggest a function?",
        "What function may the {objects} have?", "Which parts have a function?", "What is the function of this structure?", "What could this structure do?",
        "Are there features made for a purpose?",
    )),
    "application": ("context and application", (
        "What might this material be used for?", "In what context would this micrograph be taken?", "What is a likely application of this material?",
        "What is this used for?", "Where could this be applied?", "What are possible applications?", "What is the use of this structure?",
        "Why would one take this image?",
    )),
}  # fmt: skip
"""Kind → (heading, wordings)."""
