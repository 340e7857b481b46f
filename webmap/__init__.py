"""Flask, folium, templates and paper: show, print, serve."""
