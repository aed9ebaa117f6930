"""Pictures for README and guides, taken where the journey stands."""

import base64
from pathlib import Path

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "guide" / "images"
LIMIT = 300_000  # bytes each


def shoot(page, name, scale=1.0):
    """Save what the window shows as docs/guide/images/`name`.png, smaller when scaled."""
    page.evaluate("document.fonts.ready.then(() => true)")
    size = page.viewport_size
    session = page.context.new_cdp_session(page)
    at = page.evaluate("[window.scrollX, window.scrollY]")
    clip = {"x": at[0], "y": at[1], **size, "scale": scale}
    taken = session.send("Page.captureScreenshot", {"format": "png", "clip": clip})
    session.detach()
    body = base64.b64decode(taken["data"])
    assert len(body) < LIMIT, (name, len(body))
    IMAGES.mkdir(parents=True, exist_ok=True)
    (IMAGES / f"{name}.png").write_bytes(body)
