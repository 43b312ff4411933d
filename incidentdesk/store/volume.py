"""On what kind of volume a file lies."""

import re
import sys
from pathlib import Path

_OCTAL = re.compile(r"\\([0-7]{3})")
# As Linux and macOS name the types of volumes that lie on another machine.
NETWORK_TYPES = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "afpfs", "ncpfs", "9p", "webdav", "davfs"),
        *("sshfs", "fuse.sshfs", "fuse.davfs2", "ceph", "glusterfs", "fuse.glusterfs", "lustre", "fuse.rclone"),
    )
)


def volume_type(path: Path, mounts: str | None = None) -> str:
    """The file system's type, in the words of the system ("ext4", "nfs4"); empty where it cannot be told.

    `mounts` is the text of /proc/mounts.
    """
    if sys.platform == "win32":
        return _windows_type(path)
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
    return _type_in(mounts, str(path.resolve()))


def is_on_network(path: Path, mounts: str | None = None) -> bool:
    return volume_type(path, mounts) in NETWORK_TYPES


def _type_in(mounts: str, path: str) -> str:
    best, found = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        # Blanks and backslashes in a name stand as octal numbers (proc_mounts, fstab(5)).
        point = _OCTAL.sub(lambda found: chr(int(found[1], 8)), fields[1])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, found = point, fields[2]
    return found


def _windows_type(path: Path) -> str:
    import ctypes

    remote = 4  # DRIVE_REMOTE of GetDriveTypeW
    root = path.absolute().anchor
    kind = ctypes.windll.kernel32.GetDriveTypeW(root)  # type: ignore[attr-defined, unused-ignore]
    return "smb" if root.startswith("\\\\") or kind == remote else "local"
