from hypothesis import given
from hypothesis import strategies as st

from proexp_batch.marking.patch import apply_patch, make_patch

_TOKENS = st.lists(st.sampled_from(["a>", "b>", "c/>", "é>x", "/a>", ""]), max_size=60)


@given(_TOKENS, _TOKENS)
def test_a_patch_leads_back_whatever_the_change(new: list[str], old: list[str]) -> None:
    before, after = "<".join(old).encode(), "<".join(new).encode()
    assert apply_patch(after, make_patch(after, before)) == before


def test_a_patch_of_local_changes_is_short() -> None:
    old = b"<sheetData>" + b"".join(b'<c r="A%d" s="1"><v>%d</v></c>' % (n, n) for n in range(5000))
    new = old.replace(b'"A77" s="1"', b'"A77" s="9"').replace(
        b'<c r="A900"', b'<c r="Z899" s="3"/><c r="A900"'
    )
    patch = make_patch(new, old)
    assert apply_patch(new, patch) == old
    assert len(str(patch)) < 200
