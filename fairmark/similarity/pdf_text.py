"""The text of one PDF, printed. A program of its own: a hostile file ends it, and nothing else.

Called with a path, and the most pages, characters and bytes of memory. It imports nothing of ours.
"""

import json
import resource
import sys


def main(path: str, most_pages: int, most_characters: int, most_memory: int) -> None:
    """Print what was found as JSON: `text`, `pages` of how many, or a `problem`."""
    resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_read(path, most_pages, most_characters), sys.stdout)


def _read(path: str, most_pages: int, most_characters: int) -> dict[str, object]:
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        return {"problem": "locked"}
    pages = reader.pages
    parts: list[str] = []
    length = read = 0
    for page in pages[:most_pages]:
        if length > most_characters:
            break
        parts.append(page.extract_text() or "")
        length += len(parts[-1])
        read += 1
    return {"text": "\n".join(parts), "read": read, "pages": len(pages)}


if __name__ == "__main__":
    main(sys.argv[1], *(int(one) for one in sys.argv[2:5]))
