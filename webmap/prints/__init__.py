"""What is printed: kinds, requests, packs, making and the record of each print."""
