"""Write `vectors/attacks.json` and its bundles anew, after a rule of SPEC.md has changed.

Run from the root of the repository: `.venv/bin/python fairdraw/tests/whole/write_attacks.py`.
"""

import json

import attacks
import kit
import later_attacks
import scripts

from fairdraw.bundle import write_zip


def vectors():
    for attack in [*attacks.played(), *later_attacks.played()]:
        document = dict(attack.verify().document)
        if document.get("error", "") != attack.error:
            raise AssertionError(f"{attack.name}: {document}")
        (kit.BUNDLES / f"{attack.bundle}.zip").write_bytes(write_zip(attack.files))
        vector = {"name": attack.name, "bundle": attack.bundle, "edits": [{"op": "keep_list"}]}
        if attack.notice:
            vector["notice"] = dict(attack.notice)
        yield vector | ({"error": attack.error} if attack.error else {"report": document})
    yield from scripts.written()


if __name__ == "__main__":
    written = {"topic": "attacks", "vectors": list(vectors())}
    text = json.dumps(written, ensure_ascii=False, indent=1)
    (kit.VECTORS / "attacks.json").write_text(text + "\n", "utf-8")
