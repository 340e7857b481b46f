"""Imagery: rasters and their legends, land cover as pixels and as a picture, trees from NDVI."""
