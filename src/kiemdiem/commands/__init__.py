"""The subcommands of `kiemdiem`, one module each; `cli` loads them when they are called."""
