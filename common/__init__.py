"""工具: what every room may use. No models, no domain words."""
