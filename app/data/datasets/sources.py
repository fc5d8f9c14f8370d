"""Where the official files are, and by what they are recognised.

Checksums: MNIST's MD5 as in torchvision's `MNIST.resources` and TensorFlow's mirror of the same four files
(the page http://yann.lecun.com/exdb/mnist/ gives none); Fashion-MNIST's from the table in
https://github.com/zalandoresearch/fashion-mnist; CIFAR-10's from the table "Download" on
https://www.cs.toronto.edu/~kriz/cifar.html. They tell a damaged file from a whole one; who wants proof of
origin has to trust the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file to fetch.

    Attributes:
        name: on the mirror and on disk.
        size: in bytes.
        md5: in hexadecimal.
    """

    name: str
    size: int
    md5: str


@dataclass(frozen=True, slots=True)
class Source:
    """A data set that can be fetched.

    Attributes:
        name: as on the wire; also the folder in the data directory.
        mirrors: addresses of folders that hold the files, tried in this order.
        files: what to fetch.
        unpacked: of a tar archive, the members that are taken out of it and their sizes in bytes; the
            archive is not kept.
    """

    name: str
    mirrors: tuple[str, ...]
    files: tuple[RemoteFile, ...]
    unpacked: Mapping[str, int] | None = None


_CIFAR_BATCH_BYTES = 10_000 * 3_073

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "mnist": Source(
            "mnist",
            (
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                "https://storage.googleapis.com/cvdf-datasets/mnist/",
                "http://yann.lecun.com/exdb/mnist/",
            ),
            (
                RemoteFile("train-images-idx3-ubyte.gz", 9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
                RemoteFile("train-labels-idx1-ubyte.gz", 28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
                RemoteFile("t10k-images-idx3-ubyte.gz", 1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
                RemoteFile("t10k-labels-idx1-ubyte.gz", 4_542, "ec29112dd5afa0611ce80d1b7f02629c"),
            ),
        ),
        "fashion-mnist": Source(
            "fashion-mnist",
            (
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
            ),
            (
                RemoteFile("train-images-idx3-ubyte.gz", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
                RemoteFile("train-labels-idx1-ubyte.gz", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
                RemoteFile("t10k-images-idx3-ubyte.gz", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
                RemoteFile("t10k-labels-idx1-ubyte.gz", 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
            ),
        ),
        "cifar-10": Source(
            "cifar-10",
            ("https://www.cs.toronto.edu/~kriz/",),
            (RemoteFile("cifar-10-binary.tar.gz", 170_052_171, "c32a1d4ab5d03f1284b67883e8d87530"),),
            MappingProxyType(
                {
                    **{f"data_batch_{number}.bin": _CIFAR_BATCH_BYTES for number in range(1, 6)},
                    "test_batch.bin": _CIFAR_BATCH_BYTES,
                }
            ),
        ),
    }
)
