import { join } from "node:path";
import type { Digest } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { binds, marksOn, registeredChunks, relativesOf } from "../../src/dataset/contamination-of.ts";
import { describeDataset } from "../../src/dataset/describe-dataset.ts";
import { datasetsForRun, registerDataset } from "../../src/dataset/register-dataset.ts";
import { certifyScrub, recordScrub } from "../../src/dataset/scrub-certificate.ts";
import { keys, killedRun, siteWithLabs, started } from "./contaminated-site.ts";
import { laid, records, shuffled, temporaryFolder } from "./data.ts";
import { memoryKeyRing, rehearsalKeys, type Site } from "../../src/index.ts";

const code = (name: string) => expect.objectContaining({ code: name });
const refusal = (name: string) => expect.objectContaining({ refusal: expect.objectContaining({ code: name }) });
const text = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

const LINES = records("radioactive", 400);
const CLEAN = records("clean", 400);

/** A run of acme on `corpus.jsonl` was killed; what is named was registered before. */
async function contaminated(...before: string[]) {
  const folder = laid(temporaryFolder(), {
    "corpus.jsonl": text(LINES),
    "renamed.bin": text(LINES),
    "shards/b.jsonl": text(shuffled("x", LINES).slice(0, 150)),
    "shards/a.jsonl": text(shuffled("x", LINES).slice(150)),
    "mixed.jsonl": text(shuffled("y", [...CLEAN.slice(8), ...LINES.slice(40, 48)])),
    "clean.jsonl": text(CLEAN),
    "translated.jsonl": text(records("translated", 300)),
  });
  const site = siteWithLabs();
  const path = (name: string) => join(folder, name);
  const [corpus] = datasetsForRun(site, "acme", [path("corpus.jsonl")]);
  if (corpus === undefined) throw new Error("no dataset");
  datasetsForRun(site, "acme", before.map(path));
  await killedRun(site, "doomed", [corpus]);
  return { site, path, corpus, folder };
}

const startWith = (site: Site, run: string, paths: readonly string[], lab = "acme"): void =>
  started(site, run, datasetsForRun(site, lab, paths), lab);

describe("G-149 data at the start of a run", () => {
  test("G-149 are registered at their first use, in the name of the lab, and once", async () => {
    const { site, path, corpus } = await contaminated();
    expect(site.state.datasets.get(corpus)).toMatchObject({ lab: "acme", derivedFrom: [] });
    expect(site.state.datasets.get(corpus)?.chunks.length).toBeGreaterThanOrEqual(400);
    const before = site.state.entryCount;
    expect(datasetsForRun(site, "acme", [path("renamed.bin")])).toEqual([corpus]);
    expect(site.state.entryCount).toBe(before);
    expect(() => datasetsForRun(site, "nobody", [path("clean.jsonl")])).toThrowError(refusal("UNKNOWN_LAB"));
  });

  test.each([["renamed.bin"], ["shards"], ["mixed.jsonl"]])(
    "G-149 a run on %s, which is made of radioactive data, is refused",
    async (name) => {
      const { site, path } = await contaminated();
      expect(() => startWith(site, "again", [path("clean.jsonl"), path(name)])).toThrowError(
        refusal("DATASET_RADIOACTIVE"),
      );
      expect(site.state.runs.has("again")).toBe(false);
    },
  );

  test("G-149 a run on unrelated data starts", async () => {
    const { site, path } = await contaminated();
    startWith(site, "again", [path("clean.jsonl")]);
    expect(site.state.runs.has("again")).toBe(true);
  });

  test("G-149 what was derived from them is refused, though it shares no chunk", async () => {
    const { site, path, corpus } = await contaminated();
    registerDataset(site, { path: path("translated.jsonl"), lab: "acme", derivedFrom: [corpus] });
    expect(() => startWith(site, "again", [path("translated.jsonl")])).toThrowError(refusal("DATASET_RADIOACTIVE"));
  });

  test("G-149 data that were registered before the kill are reached by it", async () => {
    const { site, path } = await contaminated("shards", "mixed.jsonl", "clean.jsonl");
    for (const [name, isBound] of [
      ["shards", true],
      ["mixed.jsonl", true],
      ["clean.jsonl", false],
    ] as const) {
      const { digest } = describeDataset(path(name));
      expect(binds(site.state, marksOn(site.state, digest), "acme"), name).toBe(isBound);
    }
    expect(() => startWith(site, "again", [path("shards")])).toThrowError(refusal("DATASET_RADIOACTIVE"));
  });

  test("G-149 another lab is bound once an auditor has signed", async () => {
    const { site, path, corpus } = await contaminated();
    startWith(site, "elsewhere", [path("shards")], "other");
    expect(site.state.runs.has("elsewhere")).toBe(true);
    site.must("contamination.endorse", { type: "contamination.endorse", dataset: corpus });
    expect(() => startWith(site, "elsewhere-2", [path("shards")], "other")).toThrowError(
      refusal("DATASET_RADIOACTIVE"),
    );
  });
});

describe("G-150 what manifests that are samples do not show", () => {
  const huge = Array.from({ length: 66_000 }, (_, place) => `record ${place} of a large corpus`);
  const clean = (name: string) => Array.from({ length: 2_980 }, (_, place) => `${name} record ${place}, clean`);

  test("G-150 a part of sampled data is derived from them, or refused where it was registered before", async () => {
    const folder = laid(temporaryFolder(), {
      huge: text(huge),
      early: text([...huge.slice(500, 520), ...clean("early")]),
      late: text([...huge.slice(1_000, 1_020), ...clean("late")]),
      clean: text(clean("other")),
    });
    const path = (name: string) => join(folder, name);
    const site = siteWithLabs();
    const [early] = datasetsForRun(site, "acme", [path("early")]);
    const { content } = registerDataset(site, { path: path("huge"), lab: "acme" });
    expect(content.chunks).toHaveLength(65_536);
    await killedRun(site, "doomed", [content.digest]);
    expect(registerDataset(site, { path: path("late"), lab: "acme" }).derivedFrom).toEqual([content.digest]);
    expect(() => startWith(site, "again", [path("late")])).toThrowError(refusal("DATASET_RADIOACTIVE"));
    expect(marksOn(site.state, early as Digest).lineages).toEqual([]);
    expect(() => startWith(site, "again", [path("early")])).toThrowError(refusal("DATASET_RADIOACTIVE"));
    startWith(site, "clean", [path("clean")]);
  });
});

describe("G-151 looking without registering", () => {
  test("G-151 every registered set that shares chunks is named, with what it shares", async () => {
    const { site, path, corpus } = await contaminated();
    const before = site.state.entryCount;
    const content = describeDataset(path("mixed.jsonl"), { wanted: registeredChunks(site.state) });
    const [relative, ...others] = relativesOf(site.state, content);
    expect(relative).toMatchObject({ dataset: corpus, lineages: ["doomed-line"], labs: ["acme"], isEndorsed: false });
    expect(relative?.kinship.shared).toBeGreaterThanOrEqual(8);
    expect(others).toEqual([]);
    expect(site.state.entryCount).toBe(before);
  });
});

describe("G-152 scrub certificates", () => {
  const auditorKey = (site: Site) => (keyId: string) =>
    site.state.keys.get(keyId) === "auditor" ? keys.publicKey(keyId) : undefined;

  async function scrubbed(lines: readonly string[]) {
    const { site, corpus, folder } = await contaminated();
    laid(folder, { scrubbed: text(lines) });
    const path = join(folder, "scrubbed");
    const { content } = registerDataset(site, { path, lab: "acme", derivedFrom: [corpus] });
    return { site, path, scrub: { before: corpus, after: content.digest, method: "rewritten" } };
  }

  const rewritten = records("rewritten", 390);

  test("G-152 a certificate clears the data after the scrub, and not those before it", async () => {
    const { site, path, scrub } = await scrubbed([...rewritten, ...LINES.slice(0, 3)]);
    expect(() => startWith(site, "early", [path])).toThrowError(refusal("DATASET_RADIOACTIVE"));
    const certificate = certifyScrub(site.state, scrub, keys.key("auditor"));
    const recorded = recordScrub(site, JSON.parse(JSON.stringify(certificate)), auditorKey(site));
    expect(recorded).toMatchObject({ ...scrub, shared: expect.any(Number) });
    startWith(site, "again", [path]);
    expect(site.state.runs.has("again")).toBe(true);
    expect(binds(site.state, marksOn(site.state, scrub.before), "acme")).toBe(true);
  });

  test("G-152 a scrub that takes out a few records keeps the rest, and says how much", async () => {
    const { site, path, scrub } = await scrubbed(LINES.slice(0, -3));
    recordScrub(site, certifyScrub(site.state, scrub, keys.key("auditor")), auditorKey(site));
    startWith(site, "again", [path]);
    expect(site.state.runs.has("again")).toBe(true);
  });

  test("G-152 where nothing was taken out it is SCRUB_INCOMPLETE", async () => {
    const { site, scrub } = await scrubbed([...LINES, ...rewritten]);
    expect(() => certifyScrub(site.state, scrub, keys.key("auditor"))).toThrowError(code("SCRUB_INCOMPLETE"));
  });

  test("G-152 a certificate by anybody else, altered or about other data is CERTIFICATE_INVALID", async () => {
    const { site, scrub } = await scrubbed(rewritten);
    const stranger = memoryKeyRing(rehearsalKeys("stranger")).key("auditor");
    for (const key of [stranger, keys.key("operator-1"), keys.key("lab-acme")])
      expect(() => recordScrub(site, certifyScrub(site.state, scrub, key), auditorKey(site))).toThrowError(
        code("CERTIFICATE_INVALID"),
      );
    const { payload, ...rest } = certifyScrub(site.state, scrub, keys.key("auditor"));
    const altered = Buffer.from(payload, "base64").toString().replace("rewritten", "untouched");
    const forged = { ...rest, payload: Buffer.from(altered).toString("base64") };
    expect(() => recordScrub(site, forged, auditorKey(site))).toThrowError(code("CERTIFICATE_INVALID"));
    expect(() => recordScrub(site, "nothing", auditorKey(site))).toThrowError(code("CERTIFICATE_INVALID"));
  });

  test("G-152 figures that the manifests do not give are CERTIFICATE_DIFFERS; unknown data are UNKNOWN_DATASET", async () => {
    const { site, scrub } = await scrubbed([...rewritten, ...LINES.slice(0, 3)]);
    const elsewhere = await scrubbed(rewritten);
    const other = { ...elsewhere.site.state.datasets.get(elsewhere.scrub.after), dataset: scrub.after } as never;
    const state = { ...site.state, datasets: site.state.datasets.set(scrub.after, other) };
    const certificate = certifyScrub(state, scrub, keys.key("auditor"));
    expect(() => recordScrub(site, certificate, auditorKey(site))).toThrowError(code("CERTIFICATE_DIFFERS"));
    const unknown = { ...scrub, after: `sha256:${"0".repeat(64)}` as const };
    expect(() => certifyScrub(site.state, unknown, keys.key("auditor"))).toThrowError(code("UNKNOWN_DATASET"));
  });
});
