"""The pages on which causes are found: fishbone, 5-Whys, problems and what follows from them."""
