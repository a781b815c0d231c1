"""What is said where the operating system gives or takes no file."""

from __future__ import annotations

import errno
import os

import pytest

from gazetteer.refusals import unreadable, unwritable

WORDS = ["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EFBIG", "ENAMETOOLONG",
         "ELOOP"]  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_a_refusal_names_cause_and_remedy_in_our_words(name: str) -> None:
    number = getattr(errno, name)
    said = unwritable(OSError(number, os.strerror(number)))
    assert said.count(": ") == 1
    assert os.strerror(number).casefold() not in said.casefold()


def test_what_we_have_no_words_for_is_said_as_the_system_says_it() -> None:
    assert unwritable(OSError(errno.EMFILE, "Too many open files")) == "too many open files"
    assert unwritable(ValueError("embedded null byte")) == "embedded null byte"
    assert unreadable(OSError(errno.EMFILE, "Too many open files")) == "cannot be read (too many open files)"


def test_what_cannot_be_read_is_said_of_the_file() -> None:
    assert unreadable(FileNotFoundError(errno.ENOENT, "No such file or directory")) == "does not exist"
    assert unreadable(PermissionError(errno.EACCES, "Permission denied")) == "may not be read"
