import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import { describe, expect, onTestFinished, test } from "vitest";
import { verifyOciImage } from "../../src/artifact/oci/verify-image.ts";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";

interface Entry {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

/** A small image layout, written as the specification says. */
class Layout {
  readonly folder = mkdtempSync(join(tmpdir(), "plimsoll-oci-"));

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
    mkdirSync(join(this.folder, "blobs", "sha256"), { recursive: true });
    this.write("oci-layout", { imageLayoutVersion: "1.0.0" });
  }

  write(name: string, value: unknown): void {
    writeFileSync(join(this.folder, name), typeof value === "string" ? value : JSON.stringify(value));
  }

  pathOf(digest: Digest): string {
    return join("blobs", "sha256", digest.slice(7));
  }

  blob(mediaType: string, value: unknown): Entry {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const digest = digestOf(utf8(text));
    this.write(this.pathOf(digest), text);
    return { mediaType, digest, size: utf8(text).length };
  }

  image(...layers: readonly string[]): Entry {
    const config = this.blob("application/vnd.oci.image.config.v1+json", { architecture: "amd64", os: "linux" });
    const entries = layers.map((layer) => this.blob("application/vnd.oci.image.layer.v1.tar+gzip", layer));
    return this.blob(MANIFEST, { schemaVersion: 2, mediaType: MANIFEST, config, layers: entries });
  }

  index(...manifests: readonly object[]): this {
    this.write("index.json", { schemaVersion: 2, mediaType: INDEX, manifests });
    return this;
  }
}

const code = (layout: Layout, choice: Parameters<typeof verifyOciImage>[1] = {}): string => {
  const image = verifyOciImage(layout.folder, choice);
  return image.ok ? image.value.manifest : image.error.code;
};

describe("an image layout", () => {
  test("G-66 is named by the digest of its manifest, and every blob is hashed anew", () => {
    const layout = new Layout();
    const manifest = layout.image("layer one", "layer two");
    layout.index(manifest);
    expect(verifyOciImage(layout.folder, {})).toEqual({
      ok: true,
      value: {
        manifest: manifest.digest,
        config: digestOf(utf8('{"architecture":"amd64","os":"linux"}')),
        layers: [digestOf(utf8("layer one")), digestOf(utf8("layer two"))],
      },
    });
  });

  test("G-66 layers that change places make another image", () => {
    const layout = new Layout();
    expect(layout.image("one", "two").digest).not.toBe(layout.image("two", "one").digest);
  });

  test.each(["layer", "config", "manifest"] as const)("G-66 an altered %s refuses, of the same length too", (part) => {
    const layout = new Layout();
    const manifest = layout.image("layer one");
    layout.index(manifest);
    const digests = {
      layer: digestOf(utf8("layer one")),
      config: digestOf(utf8('{"architecture":"amd64","os":"linux"}')),
      manifest: manifest.digest,
    };
    layout.write(layout.pathOf(digests[part]), "layer 0ne");
    expect(code(layout)).toBe("OCI_BLOB_MISMATCH");
    rmSync(join(layout.folder, layout.pathOf(digests[part])));
    expect(code(layout)).toBe("OCI_BLOB_MISSING");
  });

  test("G-66 indexes that name one another a thousand times are not gone through", { timeout: 20_000 }, () => {
    const layout = new Layout();
    let entry = layout.image("layer one");
    for (let depth = 0; depth < 3; depth += 1)
      entry = layout.blob(INDEX, { schemaVersion: 2, manifests: Array.from({ length: 256 }, () => entry) });
    layout.index(entry);
    expect(code(layout)).toBe("OCI_LAYOUT_MALFORMED");
  });

  test("G-66 a size that is not the blob's refuses, though the digest is", () => {
    const layout = new Layout();
    const manifest = layout.image("layer one");
    layout.index({ ...manifest, size: manifest.size + 1 });
    expect(code(layout)).toBe("OCI_BLOB_MISMATCH");
  });

  test("G-66 a blob that is a link out of the layout is none", () => {
    const layout = new Layout();
    layout.index(layout.image("layer one"));
    const blob = join(layout.folder, layout.pathOf(digestOf(utf8("layer one"))));
    rmSync(blob);
    writeFileSync(join(layout.folder, "elsewhere"), "layer one");
    symlinkSync(join(layout.folder, "elsewhere"), blob);
    expect(code(layout)).toBe("OCI_BLOB_MISSING");
  });
});

describe("the choice of a manifest", () => {
  const platforms = () => {
    const layout = new Layout();
    const [amd, arm] = [layout.image("amd64"), layout.image("arm64")];
    const inner = layout.blob(INDEX, {
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: [
        { ...amd, platform: { os: "linux", architecture: "amd64" } },
        { ...arm, platform: { os: "linux", architecture: "arm64", variant: "v8" } },
      ],
    });
    layout.index({ ...inner, annotations: { "org.opencontainers.image.ref.name": "latest" } });
    return { layout, amd, arm, inner };
  };

  test("G-67 is never made by itself", () => {
    const { layout } = platforms();
    expect(code(layout)).toBe("OCI_MANIFEST_AMBIGUOUS");
    expect(code(layout, { reference: "latest" })).toBe("OCI_MANIFEST_AMBIGUOUS");
  });

  test("G-67 by digest, by platform, by both", () => {
    const { layout, amd, arm } = platforms();
    expect(code(layout, { manifest: amd.digest })).toBe(amd.digest);
    expect(code(layout, { platform: "linux/arm64/v8" })).toBe(arm.digest);
    expect(code(layout, { platform: "linux/amd64", reference: "latest" })).toBe(amd.digest);
    expect(code(layout, { platform: "linux/amd64", manifest: arm.digest })).toBe("OCI_MANIFEST_AMBIGUOUS");
    expect(code(layout, { platform: "linux/arm64" })).toBe("OCI_MANIFEST_AMBIGUOUS");
    expect(code(layout, { reference: "other", manifest: amd.digest })).toBe("OCI_MANIFEST_AMBIGUOUS");
  });

  test("G-67 an image that is not chosen may be incomplete; an index that lies may not", () => {
    const { layout, amd, arm, inner } = platforms();
    rmSync(join(layout.folder, layout.pathOf(arm.digest)));
    expect(code(layout, { manifest: amd.digest })).toBe(amd.digest);
    layout.write(layout.pathOf(inner.digest), JSON.stringify({ schemaVersion: 2, manifests: [amd] }));
    expect(code(layout, { manifest: amd.digest })).toBe("OCI_BLOB_MISMATCH");
  });

  test("G-67 the same manifest named twice is one", () => {
    const layout = new Layout();
    const manifest = layout.image("layer");
    layout.index(manifest, manifest);
    expect(code(layout)).toBe(manifest.digest);
  });
});

describe("what is no layout", () => {
  test.each<[string, (layout: Layout) => void]>([
    ["no index", () => {}],
    ["an index that is no JSON", (layout) => layout.write("index.json", "{")],
    ["an index without manifests", (layout) => layout.write("index.json", { schemaVersion: 2 })],
    ["another version", (layout) => layout.index().write("oci-layout", { imageLayoutVersion: "2.0.0" })],
    ["no oci-layout", (layout) => rmSync(join(layout.index().folder, "oci-layout"))],
    ["a digest that is none", (layout) => layout.index({ ...layout.image("x"), digest: "sha256:../../x" })],
    ["another hash", (layout) => layout.index({ ...layout.image("x"), digest: `sha512:${"a".repeat(128)}` })],
    ["an unknown media type", (layout) => layout.index({ ...layout.image("x"), mediaType: "text/plain" })],
    ["a manifest without layers", (layout) => layout.index(layout.blob(MANIFEST, { config: layout.image("x") }))],
    ["a manifest that is no JSON", (layout) => layout.index(layout.blob(MANIFEST, "x"))],
  ])("G-66 %s", (_, change) => {
    const layout = new Layout();
    change(layout);
    expect(code(layout)).toBe("OCI_LAYOUT_MALFORMED");
  });

  test("G-66 indexes that are nested without end", () => {
    const layout = new Layout();
    let entry: object = layout.image("x");
    for (let depth = 0; depth < 6; depth += 1) entry = layout.blob(INDEX, { manifests: [entry] });
    layout.index(entry);
    expect(code(layout)).toBe("OCI_LAYOUT_MALFORMED");
  });

  test("G-66 a layout without images is ambiguous, not empty-handed", () => {
    expect(code(new Layout().index())).toBe("OCI_MANIFEST_AMBIGUOUS");
  });
});
