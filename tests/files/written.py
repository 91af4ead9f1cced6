"""Writes the files beside it with NumPy, ml_dtypes, safetensors and Python's json, and what is in them into expected.json.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install numpy==2.4.6 ml_dtypes==0.6.0 safetensors==0.8.0
    /tmp/venv/bin/python tests/files/written.py

It writes the same bytes every time. tests/native/files/written.rs reads the files and compares every number."""
import json, pathlib, pickle
import ml_dtypes
import numpy as np
import safetensors.numpy

HERE = pathlib.Path(__file__).resolve().parent
FLOATS = [0.0, -0.0, 1.0, -2.5, 0.1, 3.3333333333333335, float("inf"), float("-inf"), float("nan"), 65504.0, 1e-7, 1e-40]
DTYPES = {
    "f64": np.float64, "f32": np.float32, "f16": np.float16, "bf16": ml_dtypes.bfloat16,
    "i8": np.int8, "i16": np.int16, "i32": np.int32, "i64": np.int64,
    "u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "u64": np.uint64, "bool": np.bool_,
}
EXPECTED = {}


def numbers(name):
    """Twelve numbers of a type: the ends of its range among them."""
    dtype = DTYPES[name]
    if name == "bool":
        return np.array([i % 3 == 0 for i in range(12)])
    if name[0] in "iu":
        info = np.iinfo(dtype)
        ends = [info.min, info.max, info.max - 1, 0, 1, info.min // 2]
        return np.array(ends + [info.max // d for d in range(2, 8)], dtype)
    info = ml_dtypes.finfo(dtype)
    ends = [float(info.max), float(info.tiny), float(info.smallest_subnormal), 1 + float(info.eps)]
    with np.errstate(over="ignore"):
        return np.array((FLOATS + ends)[4:], np.float64).astype(dtype)


def expect(file, arrays):
    EXPECTED[file] = {
        name: {
            "dtype": "bf16" if array.dtype == ml_dtypes.bfloat16 else array.dtype.newbyteorder("=").name
                .replace("float", "f").replace("uint", "u").replace("int", "i"),
            "shape": list(array.shape),
            "values": [repr(float(x)) for x in array.flatten(order="C")],
        }
        for name, array in arrays.items()
    }


def npy(file, array, version=None):
    with open(HERE / file, "wb") as f:
        np.lib.format.write_array(f, array, version=version, allow_pickle=True)
    expect(file, {file.removesuffix(".npy"): array})


# Every type, in both orders of bytes and both orders of axes, alone in a file for those that differ in kind.
orders = {}
for name in DTYPES:
    a = numbers(name).reshape(2, 3, 2)
    orders[f"{name}/rows"] = a
    orders[f"{name}/columns"] = np.asfortranarray(a)
    if name != "bf16" and a.itemsize > 1:
        big = a.astype(a.dtype.newbyteorder(">"))
        orders[f"{name}/big_rows"] = big
        orders[f"{name}/big_columns"] = np.asfortranarray(big)
orders["scalar"] = np.array(2.5)
orders["one_axis_big"] = np.arange(5, dtype=">i2")
orders["eight_axes"] = np.asfortranarray(np.arange(36, dtype=np.float32).reshape(1, 2, 1, 3, 2, 1, 3, 1))
orders["β.ключ"] = np.arange(3.0)
np.savez(HERE / "stored.npz", **orders)
expect("stored.npz", orders)
# The same; what is expected stands in the file once.
np.savez_compressed(HERE / "deflated.npz", **orders)

npy("rows.npy", numbers("f32").reshape(3, 4))
npy("columns.npy", np.asfortranarray(numbers("f64").reshape(3, 4)))
npy("big.npy", numbers("f64").reshape(4, 3).astype(">f8"))
npy("bf16.npy", numbers("bf16").reshape(6, 2))
npy("bool.npy", numbers("bool"))
npy("scalar.npy", np.array(-0.1))
npy("version_2.npy", numbers("i16"), (2, 0))
npy("version_3.npy", numbers("u32").reshape(2, 6), (3, 0))

tensors = {f"layer.{i}.{name}": numbers(name).reshape(3, 4) for i, name in enumerate(DTYPES)}
tensors["scalar"] = np.array(2.5, np.float32)
(HERE / "types.safetensors").write_bytes(safetensors.numpy.save(tensors, {"made by": "written.py"}))
expect("types.safetensors", tensors)

two = {"q": np.arange(6, dtype=np.float32).reshape(2, 3), "k": np.arange(4, dtype=np.int8)}
(HERE / "two.safetensors").write_bytes(safetensors.numpy.save(two))
expect("two.safetensors", two)

# Singles and doubles as Python prints them. What fits into singles is read as singles.
text = {
    "singles": np.array([[0.5, -1.25], [3.0, 2.0**-140]], np.float32),
    "doubles": np.array([0.1, 1e300, -5e-324, 1 / 3, 2.0**53 + 2]),
    "layer": {"0": {"k": np.array([[[1.0], [2.0]]], np.float32)}},
    "flat": {"shape": [2, 3], "data": np.arange(6, dtype=np.float32)},
    "scalar": np.array(0.75, np.float32),
}
(HERE / "lists.json").write_text(json.dumps(text, default=lambda a: a.tolist(), indent=1))
expect("lists.json", {
    "singles": text["singles"], "doubles": text["doubles"], "layer.0.k": text["layer"]["0"]["k"],
    "flat": text["flat"]["data"].reshape(2, 3), "scalar": text["scalar"],
})
rows = np.arange(12, dtype=np.float32).reshape(3, 4) - 2.5
(HERE / "one_list.json").write_text(json.dumps(rows.tolist()))
expect("one_list.json", {"one_list": rows})

(HERE / "expected.json").write_text(json.dumps(EXPECTED, indent=0, ensure_ascii=False) + "\n")

# What is refused.
REFUSED = {
    "objects.npy": np.array([{"a": 1}, None], object), "complex.npy": np.zeros(2, np.complex64),
    "fields.npy": np.zeros(2, "f4,i8"), "text.npy": np.array(["a", "bc"]),
    "dates.npy": np.array(["2026-01-01"], "M8[D]"), "empty.npy": np.zeros((2, 0)),
}
for file, array in REFUSED.items():
    np.save(HERE / file, array, allow_pickle=True)
np.savez(HERE / "objects.npz", k=np.zeros(2), v=REFUSED["objects.npy"])
(HERE / "pickle.pkl").write_bytes(pickle.dumps([1.0, 2.0], protocol=4))
(HERE / "pickle_0.pkl").write_bytes(pickle.dumps([1.0, 2.0], protocol=0))
f8 = np.zeros((2, 2), ml_dtypes.float8_e4m3fn)
(HERE / "f8.safetensors").write_bytes(safetensors.numpy.save({"k": np.zeros(2), "quantised": f8}))
