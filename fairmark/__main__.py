"""`python -m fairmark` is the command line."""

from fairmark.site.cli import main

if __name__ == "__main__":
    main()
