"""Step 7: anyone reads, searches, downloads the proof and checks it."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.browser.shots import shoot


def read_the_portal(journey):
    """The result is public by itself; the firm is found by its name."""
    public = journey.hall.person()
    public.comes_to_see("发现问题已责令改正", f"/firms/{journey.code}/")
    public.sees("工作日")
    shoot(public.page, "12-portal-result")
    journey.hall.inspect(public)
    page = public.open("/")
    shoot(page, "13-portal-home")
    page.locator('[name="q"]').first.fill(journey.firm)
    page.locator('[name="q"]').first.press("Enter")
    page.wait_for_load_state()
    public.sees(journey.firm)
    journey.hall.inspect(public)
    for path in ("/", "/items/", "/tasks/", "/results/", "/how/", f"/tasks/{journey.number}/"):
        public.open(path)
        journey.hall.inspect(public)
    public.comes_to_see("已公示结果 1 / ", f"/tasks/{journey.number}/")
    shoot(page, "11-portal-task")


def verify_the_bundle(journey):
    """The bundle passes every step of the checklist; with one byte changed it does not."""
    public = journey.hall.person()
    page = public.open(f"/tasks/{journey.number}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载核验包").click()
    bundle = journey.office.folder / "bundle.zip"
    download.value.save_as(bundle)
    good = fairdraw(bundle)
    assert good.returncode == 0, good.stdout
    assert f"任务 {journey.number}" in good.stdout, good.stdout
    assert "信任等级 H" in good.stdout, good.stdout
    assert journey.root in good.stdout, "the verifier shows another root than the hall did"
    bad = fairdraw(tampered(bundle))
    assert bad.returncode == 1, bad.stdout
    assert "：不通过" in bad.stdout, bad.stdout


def fairdraw(bundle):
    """Run the command that the portal names."""
    command = [str(Path(sys.executable).parent / "fairdraw"), "verify", str(bundle)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def tampered(bundle):
    """Write the bundle again with one byte of its largest file changed."""
    copy = bundle.with_name("tampered.zip")
    with zipfile.ZipFile(bundle) as source, zipfile.ZipFile(copy, "w") as target:
        largest = max(source.infolist(), key=lambda each: each.file_size).filename
        for each in source.infolist():
            body = bytearray(source.read(each))
            if each.filename == largest:
                body[len(body) // 2] ^= 1
            target.writestr(each, bytes(body))
    return copy
