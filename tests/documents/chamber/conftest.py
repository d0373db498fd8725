"""Children are started often here, so what they compile is kept between them."""

from collections.abc import Iterator

import pytest

from academy.documents.chamber import keeper


@pytest.fixture(scope="package", autouse=True)
def _compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("compiled")
        patch.setattr(keeper, "_FLAGS", ("-s", "-X", f"pycache_prefix={folder}"))
        keeper.close()
        yield
        keeper.close()
