"""What speed is measured with: ratios inside one run, never the clock of somebody's machine."""
