"""Files, coordinates and the store: read, check, measure, keep. Knows neither Flask nor indicators."""

import os

# openpyxl would parse with lxml wherever that is installed; workbooks are strangers' files, and defusedxml is
# what was chosen to read them. Said here, since it must be said before openpyxl is imported by anyone.
os.environ["OPENPYXL_LXML"] = "False"
