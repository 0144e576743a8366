"""What an uploaded archive may unfold to; spreadsheets and Word files are archives."""

import zipfile

#: An uploaded archive may unfold to this much and no more (reliability §4.12).
MOST_UNPACKED, MOST_PARTS, MOST_RATIO = 50 * 1024**2, 1000, 100


def unfolds_too_far(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether it holds far more than it weighs, told before anything of it is unfolded."""
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    return len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO
