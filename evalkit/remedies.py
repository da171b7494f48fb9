"""What to do about an error of the operating system."""

from __future__ import annotations

import errno

FULL = (errno.ENOSPC, errno.EDQUOT)
"""The errors of a disk, or a user's share of it, that has no room."""
NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
"""What a file system answers that has no locks."""

REMEDIES = {
    errno.EACCES: "let this user read and write there, or name another folder",
    errno.EPERM: "let this user write there, or name another folder",
    errno.EROFS: "it cannot be written to: name another folder",
    errno.ENOSPC: "make room there, or name another folder",
    errno.EDQUOT: "this user's share of the disk is used up: make room there, or name another folder",
    errno.ENOENT: "check its name",
    errno.ENOTDIR: "a part of its path is a file: move that away, or name another folder",
    errno.EISDIR: "a file is needed here: move the folder away",
    errno.EEXIST: "move what is there away",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "it is a link where none may be, or links lead in a circle: move it away",
    errno.EMFILE: "raise the limit of this shell (ulimit -n)",
    errno.ENFILE: "end other programs of this machine, or raise its limit (sysctl fs.file-max)",
    errno.ENOMEM: "there is too little memory: end other programs",
    errno.EAGAIN: "the system has no more processes or memory to give: end other programs, or raise the limit (ulimit -u)",
    errno.EIO: "the disk does not answer as it should: check it, or name another folder",
    errno.ENOLCK: "this file system has no locks: name a folder on a local disk",
    errno.EOPNOTSUPP: "this file system cannot do that: name a folder on a local disk",
    errno.ENOSYS: "this system cannot do that: name a folder on a local disk",
    errno.ESTALE: "the file system was mounted anew: run it again",
    errno.ETXTBSY: "another program writes to it: wait for its end",
    errno.EFBIG: "the file is too large for this disk or this shell (ulimit -f)",
}
"""What to do about an error of the system, by its number."""


def remedy_of(error: OSError) -> str | None:
    """Return what to do, as a clause without a full stop; None where nothing is known."""
    return REMEDIES.get(error.errno or 0)
