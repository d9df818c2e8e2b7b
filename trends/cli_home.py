"""The commands that look after a home: check, backup, restore."""

from __future__ import annotations

import sys
from pathlib import Path

from trends.cli_shared import Home, home_folder
from warehouse import backup as backups
from warehouse import check as checks
from warehouse import release
from warehouse.clock import now


def check(*, home: Home = None, repair: bool = False) -> None:
    """Verifies a home: store, schema, row counts and hashes of every release, `current`, and left-over files.

    Prints a line for each finding, with the way out; exit code 1 when something is broken. Writers wait meanwhile,
    readers don't.

    Parameters
    ----------
    repair
        Remove what killed builds left (never a sealed release), once it is an hour old and no writer is at work.
    """
    folder = home_folder(home)
    findings = checks.check(folder, now=now(), repair=repair)
    for finding in findings:
        print(f"{'broken' if finding.broken else 'note'}: {finding.sentence}")
    if any(finding.broken for finding in findings):
        sys.exit(1)
    print(f"{folder} is whole: verified the store and {_count(folder)}")


def backup(target: Path, /, *, home: Home = None) -> None:
    """Writes a consistent copy of a home: the store and every sealed release.

    Parameters
    ----------
    target
        A new folder, or a new file whose name ends in .tar, .tar.gz or .tgz.
    """
    kept = backups.backup(home_folder(home), target, now=now())
    print(kept.path)
    _say(f"{kept.files:,} files, {kept.size_bytes / 1e6:,.1f} MB, {kept.releases:,} releases kept")
    for path in kept.outside:
        _say(f"{path} is a beat file of yours outside the home and not in the backup; keep a copy of it at that place")


def restore(source: Path, /, *, home: Home = None) -> None:
    """Makes a home from a backup; a folder that holds anything is refused and left as it is.

    Parameters
    ----------
    source
        The folder or tar file that `trends backup` wrote.
    """
    folder = home_folder(home)
    kept = backups.restore(source, folder)
    print(folder)
    _say(
        f"{kept.files:,} files, {kept.releases:,} releases as of the backup made {kept.made_at:%Y-%m-%d %H:%M} UTC; "
        f"`trends check --home {folder}` verifies them"
    )


def _count(folder: Path) -> str:
    n = len(release.listing(folder))
    return "1 sealed release" if n == 1 else f"{n:,} sealed releases"


def _say(text: str) -> None:
    print(text, file=sys.stderr)
