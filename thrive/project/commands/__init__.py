"""The subcommands of `thrive`, one module each: `add_to(commands)` declares it, `run(options)` does it."""
