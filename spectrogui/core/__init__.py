"""The words that every layer shares; numpy and the standard library only.

Glossary
--------
row : a target's number inside the program, fixed for the life of a session
    (not "index"; a *line* is where the table happens to show a row).
spectrum : flux on the vacuum grid that the survey delivered (not "file", "data").
prepared : flux on the model's grid: air, stellar rest frame, continuum = 1.
template : what the autoencoder makes of a prepared spectrum: the star without activity
    (not "reconstruction", "fit").
residual : prepared minus template, in units of the continuum.
window : the stretch of wavelength over which a line is integrated.
current : the one row on display. picked : the rows being worked on (not "selected").
verdict : what a person decides about a row, 1 to 5 (not "label", "class").
flag : a word that the program attaches to a row because of the data.
pack : the file with all prepared spectra of a session; a cache, never a source.
card : the JSON beside a model's weights that says what it is.
problem : the sentence that says why a row has no, or only partial, numbers.
"""
