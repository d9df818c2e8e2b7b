"""From a release to a picture: the cube, the measures, the figures and the pages."""
