import { crc32, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sourceOf } from "../../src/intake/byte-source.ts";
import { openZip } from "../../src/intake/zip/zip-archive.ts";
import { foreignFile } from "./foreign-cases.ts";
import { nodePorts } from "./node-decompress.ts";
import { readZip, writeZip } from "./zip-writer.ts";

const entries = fc.uniqueArray(
  fc.record({
    name: fc.string({ unit: fc.constantFrom(..."abc/._é".split("")), minLength: 1, maxLength: 12 }),
    content: fc.uint8Array(),
  }),
  { selector: ({ name }) => name, maxLength: 6 },
);

test("E-52 what was written is read back, in order", () => {
  fc.assert(
    fc.property(entries, (written) => {
      expect(readZip(writeZip(written))).toEqual(
        written.map(({ name, content }) => ({ name, content: new Uint8Array(content) })),
      );
    }),
  );
});

test("E-52 a name twice is refused", () => {
  const twice = [1, 2].map((byte) => ({ name: "header.json", content: Uint8Array.of(byte) }));
  expect(openZip(sourceOf(writeZip(twice)), nodePorts)).toMatchObject({
    ok: false,
    error: { code: "INTAKE_ARCHIVE_MALFORMED" },
  });
});

test("E-52 bytes before, between or after the entries, and a comment, are refused", () => {
  const plain = writeZip([{ name: "a", content: Uint8Array.of(1) }]);
  const commented = new Uint8Array([...plain, 0x78]);
  commented[plain.length - 2] = 1;
  for (const bytes of [
    new Uint8Array([0, ...plain]),
    new Uint8Array([...plain, 0]),
    commented,
    plain.slice(1),
    new Uint8Array(),
  ]) {
    expect(openZip(sourceOf(bytes), nodePorts).ok).toBe(false);
  }
});

test("E-52 bytes between the last entry and the directory are refused, though the directory says where it begins", () => {
  const plain = writeZip([{ name: "a", content: Uint8Array.of(1) }]);
  const start = new DataView(plain.buffer).getUint32(plain.length - 6, true);
  const gaping = new Uint8Array([...plain.slice(0, start), 0, 0, ...plain.slice(start)]);
  new DataView(gaping.buffer).setUint32(gaping.length - 6, start + 2, true);
  expect(openZip(sourceOf(gaping), nodePorts)).toMatchObject({
    ok: false,
    error: { received: "an entry that does not follow the one before it" },
  });
});

test.each(["mixed.eval", "mixed.deflate.eval"])(
  "E-52 a changed byte anywhere in %s is refused, or changes no entry",
  (name) => {
    const bytes = foreignFile(`inspect/${name}`);
    const before = readZip(bytes);
    const names = before.map((entry) => entry.name);
    for (let place = 0; place < bytes.length; place += 41) {
      const copy = bytes.slice();
      copy[place] = (copy[place] ?? 0) ^ 0x10;
      const archive = openZip(sourceOf(copy), nodePorts);
      if (!archive.ok) continue;
      const damaged = archive.value.names.map((entry) => archive.value.read(entry)).some(({ ok }) => !ok);
      expect(damaged || archive.value.names.join() !== names.join() || isUnread(bytes, place), `byte ${place}`).toBe(
        true,
      );
    }
  },
);

/** The versions, the time of an entry and its attributes in the directory are no part of what is read. */
function isUnread(bytes: Uint8Array, place: number): boolean {
  const copy = bytes.slice();
  copy[place] = (copy[place] ?? 0) ^ 0x10;
  return (
    Buffer.compare(
      Buffer.concat(readZip(copy).map(({ content }) => content)),
      Buffer.concat(readZip(bytes).map(({ content }) => content)),
    ) === 0
  );
}

test("E-52 an entry that unpacks to more than it says is refused", () => {
  const bytes = foreignFile("inspect/mixed.eval").slice();
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(bytes.length - 6, true);
  for (const place of [22, directory + 24]) view.setUint32(place, 10, true);
  const archive = openZip(sourceOf(bytes), nodePorts);
  expect(archive.ok && archive.value.read(archive.value.names[0] as string)).toMatchObject({ ok: false });
});

test("E-52 an entry that unpacks to more than 1 100 times its bytes is refused before it is unpacked", () => {
  const content = new Uint8Array(8 << 20);
  const packed = zstdCompressSync(content);
  const bytes = Buffer.from(writeZip([{ name: "header.json", content: packed }]));
  const directory = bytes.readUInt32LE(bytes.length - 6);
  for (const [method, crc, length] of [
    [8, 14, 22],
    [directory + 10, directory + 16, directory + 24],
  ] as const) {
    bytes.writeUInt16LE(93, method);
    bytes.writeUInt32LE(crc32(content), crc);
    bytes.writeUInt32LE(content.length, length);
  }
  const unpacked: number[] = [];
  const decompress: typeof nodePorts.decompress = (method, part, lengthMax) => {
    unpacked.push(lengthMax);
    return nodePorts.decompress(method, part, lengthMax);
  };
  const archive = openZip(sourceOf(bytes), { ...nodePorts, decompress });
  expect(archive.ok && archive.value.read("header.json")).toMatchObject({
    ok: false,
    error: {
      code: "INTAKE_ARCHIVE_MALFORMED",
      received: `an entry of ${content.length} bytes, packed into ${packed.length}`,
    },
  });
  expect(unpacked).toEqual([]);
});
