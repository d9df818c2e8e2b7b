"""From feeds to a sealed release: articles, stories, judgements, and the file that carries them."""
