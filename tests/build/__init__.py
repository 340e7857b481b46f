"""What tests build and read with: small stores, layers, files and prints, one noun a file."""
