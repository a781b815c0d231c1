"""Which places a text names, which incidents it reports, where and when."""
