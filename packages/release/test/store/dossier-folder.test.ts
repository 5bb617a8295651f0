import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { RandomStream } from "@plimsoll/foundation";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { dossierShape } from "../../src/dossier/dossier.ts";
import { SOURCE_KINDS } from "../../src/dossier/source.ts";
import { DossierError, type DossierFault, placeOf } from "../../src/node/dossier/dossier-fault.ts";
import { PART_NAMES } from "../../src/node/dossier/dossier-parts.ts";
import { dossierSchemas } from "../../src/node/dossier/dossier-schemas.ts";
import { initDossier } from "../../src/node/dossier/init-dossier.ts";
import { readDossierFolder } from "../../src/node/dossier/read-dossier-folder.ts";
import { sealSources } from "../../src/node/dossier/seal-sources.ts";
import { UNSEALED } from "../../src/node/dossier/source-lock.ts";
import { testFolder } from "./folder.ts";

const initialised = (): string => {
  const folder = testFolder("dossier");
  initDossier(folder, { kind: "model", action: "internal_deploy" });
  return folder;
};

const put = (folder: string, file: string, text: string): void => writeFileSync(join(folder, file), text);

/** The faults of a folder; none where it can be read. */
function faultsOf(folder: string): readonly DossierFault[] {
  try {
    readDossierFolder(folder);
    return [];
  } catch (cause) {
    if (cause instanceof DossierError) return cause.faults;
    throw cause;
  }
}

const shown = (folder: string): readonly string[] => faultsOf(folder).map((fault) => `${fault.code} ${placeOf(fault)}`);

describe("a skeleton", () => {
  test("RS-294 reads as a dossier, whole and sealed", () => {
    const folder = initialised();
    const { dossier, files, unsealed } = readDossierFolder(folder);
    expect(dossierShape.parse(dossier).ok).toBe(true);
    expect(unsealed).toEqual([]);
    expect(dossier.sources).toHaveLength(2);
    expect(dossier.evaluations.map(({ name, runs }) => [name, runs.map(({ log }) => log)])).toEqual([
      ["Example", ["evaluations/example.jsonl"]],
    ]);
    for (const { file, digest, bytes } of dossier.sources) {
      const read = files.read(file);
      expect(read.ok && digestOfBytes(read.bytes)).toBe(digest);
      expect(read.ok && read.bytes.length).toBe(bytes);
    }
    // Its example links are quoted as they stand.
    for (const { source, quote } of dossier.links) {
      const { file } = dossier.sources.find(({ id }) => id === source) ?? { file: "" };
      expect(readFileSync(join(folder, file), "utf8")).toContain(quote);
    }
  });

  test.each(["model", "training_plan", "release", "system"] as const)("RS-294 for a %s and every action", (kind) => {
    for (const action of [
      "train_start",
      "train_continue",
      "scale_up",
      "internal_deploy",
      "external_deploy",
      "weights_release",
    ] as const) {
      const folder = testFolder("dossier");
      initDossier(folder, { kind, action });
      expect(readDossierFolder(folder).dossier).toMatchObject({ action, subject: { kind } });
    }
  });

  test("RS-294 says nothing that could carry a release: nothing ruled out, no link that supports", () => {
    const { dossier } = readDossierFolder(initialised());
    expect(dossier.determinations).toEqual([]);
    expect(dossier.links.every(({ stance, confirmedBy }) => stance === "context" && confirmedBy === null)).toBe(true);
  });

  test("RS-294 writes over nothing", () => {
    for (const taken of [
      "claims.yaml",
      "claims.json",
      "telemetry.yaml",
      "sources.lock.json",
      "sources/example-report.txt",
    ]) {
      const folder = testFolder("dossier");
      mkdirSync(join(folder, "sources"));
      put(folder, taken, "mine");
      expect(() => initDossier(folder, { kind: "model", action: "scale_up" })).toThrow(
        expect.objectContaining({ code: "DOSSIER_EXISTS" }),
      );
      expect(readFileSync(join(folder, taken), "utf8")).toBe("mine");
      expect(readdirSync(folder)).toHaveLength(taken.includes("/") ? 1 : 2);
    }
  });

  test("RS-295 each file names its schema, and is of it", () => {
    const folder = initialised();
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    for (const name of PART_NAMES.filter((part) => part !== "telemetry")) {
      const text = readFileSync(join(folder, `${name}.yaml`), "utf8");
      const [, schema = ""] = /^# yaml-language-server: \$schema=(\S+)/.exec(text) ?? [];
      const validate = ajv.compile(JSON.parse(readFileSync(join(folder, schema), "utf8")) as object);
      expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
      const value = parse(text) as unknown;
      const odd = Array.isArray(value)
        ? [...(value as unknown[]), { mood: "good" }]
        : { ...(value as object), mood: "good" };
      expect(validate(odd)).toBe(false);
    }
    const lock = ajv.compile(dossierSchemas()["sources-lock.schema.json"] as object);
    expect(lock(JSON.parse(readFileSync(join(folder, "sources.lock.json"), "utf8")))).toBe(true);
  });
});

test("RS-295 spec/schemas/release is what the code says: node --conditions=@plimsoll/source scripts/write/release-schemas.ts", () => {
  const directory = new URL("../../../../spec/schemas/release/", import.meta.url);
  const schemas = dossierSchemas();
  expect(readdirSync(directory).toSorted()).toEqual(Object.keys(schemas).toSorted());
  for (const [file, schema] of Object.entries(schemas)) {
    const kept: unknown = JSON.parse(readFileSync(new URL(file, directory), "utf8"));
    expect(JSON.stringify(kept), file).toBe(JSON.stringify(schema));
  }
});

describe("reading", () => {
  test("RS-296 the same dossier as YAML, as JSON and, for telemetry, as CSV", () => {
    const folder = initialised();
    put(
      folder,
      "telemetry.csv",
      "signal,atMs,value,source\r\nloss-spike,1790000000000,-0.25,source-1\r\nloss-spike,1790000000001,300,source-1\r\n",
    );
    const { dossier } = readDossierFolder(folder);
    expect(dossier.telemetry).toEqual([
      { signal: "loss-spike", atMs: 1_790_000_000_000, valueMicro: -250_000, source: "source-1" },
      { signal: "loss-spike", atMs: 1_790_000_000_001, valueMicro: 300_000_000, source: "source-1" },
    ]);
    for (const name of PART_NAMES) {
      const value: unknown =
        name === "telemetry" ? dossier.telemetry : parse(readFileSync(join(folder, `${name}.yaml`), "utf8"));
      rmSync(join(folder, name === "telemetry" ? "telemetry.csv" : `${name}.yaml`));
      put(folder, `${name}.json`, JSON.stringify(value, null, 2));
    }
    expect(readDossierFolder(folder).dossier).toEqual(dossier);
  });

  test.each<[string, string, string]>([
    ["a name twice", "- id: r\n  id: s\n", "DOSSIER_UNREADABLE risks.yaml, line 2"],
    ["an anchor", "- &a {id: r}\n", "DOSSIER_UNREADABLE risks.yaml, line 1"],
    ["an alias", "- &a r\n- *a\n", "DOSSIER_UNREADABLE risks.yaml, line 1"],
    ["a tag", "- !!str r\n", "DOSSIER_UNREADABLE risks.yaml, line 1"],
    ["a tag of one's own", "- !js/function r\n", "DOSSIER_UNREADABLE risks.yaml, line 1"],
    ["a merge key", "- <<: {id: r}\n", "DOSSIER_INVALID risks.yaml, line 1, 0/<<"],
    ["two documents", "[]\n---\n[]\n", "DOSSIER_UNREADABLE risks.yaml, line 2"],
    ["a directive", "%YAML 1.1\n---\n[]\n", "DOSSIER_UNREADABLE risks.yaml, line 1"],
    ["a name that is a number", "- 1: r\n", "DOSSIER_UNREADABLE risks.yaml, line 1"],
    ["a name that is a list", "- ? [a]\n  : r\n", "DOSSIER_UNREADABLE risks.yaml, line 1"],
    ["forty levels", `${"[".repeat(40)}${"]".repeat(40)}`, "DOSSIER_UNREADABLE risks.yaml, line 1"],
    ["twenty thousand levels", "[".repeat(20_000), "DOSSIER_UNREADABLE risks.yaml"],
    ["twenty thousand levels of another kind", "- ".repeat(20_000), "DOSSIER_UNREADABLE risks.yaml"],
    ["a million brackets", "[".repeat(1_000_000), "DOSSIER_UNREADABLE risks.yaml"],
    ["a tab for a space", "- id: r\n\tdomain: cyber\n", "DOSSIER_UNREADABLE risks.yaml, line 2"],
    ["an open quote", '- id: "r\n', "DOSSIER_UNREADABLE risks.yaml"],
    ["nothing", "", "DOSSIER_INVALID risks.yaml, line 1"],
    ["an object for a list", "id: r\n", "DOSSIER_INVALID risks.yaml, line 1"],
    ["a name of the machine", "- __proto__: {id: r}\n", "DOSSIER_INVALID risks.yaml, line 1"],
    ["five million bytes", `# ${"x".repeat(5_000_000)}\n[]\n`, "DOSSIER_UNREADABLE risks.yaml"],
  ])("RS-297 YAML with %s is refused, with its line", (_, text, expected) => {
    const folder = initialised();
    put(folder, "risks.yaml", text);
    expect(shown(folder)).toEqual([expect.stringContaining(expected)]);
  });

  test.each<[string, string, string]>([
    ["a name twice", '[\n {"id": "r",\n  "id": "s"}]', "DOSSIER_UNREADABLE risks.json, line 3"],
    ["a name twice, spelt otherwise", '[{"id": "r", "\\u0069d": "s"}]', "DOSSIER_UNREADABLE risks.json, line 1"],
    ["forty levels", `${"[".repeat(40)}${"]".repeat(40)}`, "DOSSIER_UNREADABLE risks.json, line 1"],
    [
      "a hundred thousand levels",
      `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
      "DOSSIER_UNREADABLE risks.json, line 1",
    ],
    ["a comma too many", '[\n{"a": 1,\n}]', "DOSSIER_UNREADABLE risks.json, line 3"],
    [
      "a field that is wrong",
      '[\n {"id": "r",\n  "domain": "c{y,b:e]r",\n  "text": "t", "safeguards": []}]',
      "DOSSIER_INVALID risks.json, line 3, 0/domain",
    ],
    ["a long text", `[${JSON.stringify('x\\"'.repeat(400_000))}]`, "DOSSIER_INVALID risks.json, line 1"],
  ])("RS-297 JSON with %s is refused, with its line", (_, text, expected) => {
    const folder = initialised();
    rmSync(join(folder, "risks.yaml"));
    put(folder, "risks.json", text);
    expect(shown(folder)).toEqual([expect.stringContaining(expected)]);
  });

  test("RS-297 what is no UTF-8 and no CSV is refused", () => {
    const folder = initialised();
    writeFileSync(join(folder, "risks.yaml"), Buffer.from([0x5b, 0xff, 0x5d]));
    put(folder, "telemetry.csv", "signal,atMs,value,source\nloss,0x10,1,s\nloss,1,,s\nloss,1,NaN,s\n");
    expect(shown(folder)).toEqual([
      "DOSSIER_UNREADABLE risks.yaml",
      "DOSSIER_INVALID telemetry.csv, line 2, 0/atMs",
      "DOSSIER_INVALID telemetry.csv, line 3, 1/valueMicro",
      "DOSSIER_INVALID telemetry.csv, line 4, 2/valueMicro",
    ]);
  });

  test("RS-298 faults of several files are told together, at most twenty, each with file, line and what mends it", () => {
    const folder = initialised();
    put(folder, "risks.yaml", Array.from({ length: 30 }, (_, place) => `- {id: r-${place}}\n`).join(""));
    rmSync(join(folder, "mission.yaml"));
    renameSync(join(folder, "plan.yaml"), join(folder, "plan.yml"));
    put(folder, "claims.json", "[]");
    const faults = faultsOf(folder);
    expect(faults).toHaveLength(20);
    expect(faults.slice(0, 3).map((fault) => `${fault.code} ${placeOf(fault)}: ${fault.received}`)).toEqual([
      "DOSSIER_FILE_MISSING mission.yaml: neither mission.yaml nor mission.json",
      'DOSSIER_FILE_MISSING plan.yaml: "plan.yml": its ending is yaml',
      "DOSSIER_INVALID risks.yaml, line 1, 0/domain: nothing",
    ]);
    expect(faults.every(({ fix }) => fix.length > 10)).toBe(true);
    expect(() => readDossierFolder(folder)).toThrow(expect.objectContaining({ code: "DOSSIER_FILE_MISSING" }));
    put(folder, "risks.yaml", "[]");
    expect(shown(folder)).toContain("DOSSIER_FILE_TWICE claims.yaml");
  });

  test("RS-298 a place that leads out of the folder is refused before it is looked at", () => {
    const folder = initialised();
    for (const place of [
      "../outside.txt",
      "/etc/hostname",
      "sources/../../x",
      ".hidden",
      "a/.b",
      "a//b",
      "C:\\x",
      "sources/\u0000",
    ]) {
      put(
        folder,
        "sources.yaml",
        `- {id: s, kind: ${SOURCE_KINDS[0]}, originOrg: o, independenceGroup: g, uri: null, retrievedAtMs: 1, publishedAtMs: null, file: ${JSON.stringify(place)}, mediaType: text/plain}\n`,
      );
      expect(shown(folder), place).toEqual(["DOSSIER_INVALID sources.yaml, line 1, 0/file"]);
      expect(readDossierFolder(initialised()).files.read(place)).toEqual({
        ok: false,
        refusal: "a place outside the folder",
      });
    }
  });

  test("RS-299 links and special files are not followed, whatever they lead to", () => {
    const folder = initialised();
    const outside = testFolder("outside");
    put(outside, "secret.txt", "secret");
    symlinkSync(join(outside, "secret.txt"), join(folder, "sources", "link.txt"));
    symlinkSync(join(folder, "mission.yaml"), join(folder, "sources", "inner.txt"));
    symlinkSync(outside, join(folder, "sources", "out"));
    execFileSync("mkfifo", [join(folder, "sources", "pipe.txt")]);
    const { files } = readDossierFolder(folder);
    const refusal = "a link or a special file";
    for (const place of [
      "sources/link.txt",
      "sources/inner.txt",
      "sources/out/secret.txt",
      "sources/pipe.txt",
      "sources",
    ])
      expect(files.read(place), place).toEqual({ ok: false, refusal });
    expect(files.read("sources/none.txt")).toEqual({ ok: false, refusal: "not there" });
    renameSync(join(folder, "mission.yaml"), join(outside, "mission.yaml"));
    symlinkSync(join(outside, "mission.yaml"), join(folder, "mission.yaml"));
    expect(shown(folder)).toEqual(["DOSSIER_UNREADABLE mission.yaml"]);
  });
});

describe("sealing", () => {
  test("RS-299 a source that nobody sealed is not whole, and one that changed is not what was sealed", () => {
    const folder = initialised();
    put(folder, "sources/example-report.txt", "Another text.");
    const changed = readDossierFolder(folder);
    const [first] = changed.dossier.sources;
    expect(first?.digest).not.toBe(digestOfBytes("Another text."));
    rmSync(join(folder, "sources.lock.json"));
    const { dossier, unsealed } = readDossierFolder(folder);
    expect(unsealed).toEqual(["source-1", "source-2", "example-evaluation run-1"]);
    expect(dossier.sources.map(({ digest, bytes }) => [digest, bytes])).toEqual([
      [UNSEALED, 0],
      [UNSEALED, 0],
    ]);
    expect(sealSources(folder)).toMatchObject({ sources: 2, logs: 1, unread: [] });
    expect(readDossierFolder(folder).dossier.sources[0]?.digest).toBe(digestOfBytes("Another text."));
  });

  test("RS-299 a digest in the file itself counts, whatever the lock says; logs of runs are sealed too", () => {
    const folder = initialised();
    const own = digestOfBytes("own");
    const text = readFileSync(join(folder, "sources.yaml"), "utf8");
    put(
      folder,
      "sources.yaml",
      text.replace(
        "  file: sources/example-report.txt",
        `  digest: ${own}\n  bytes: 3\n  file: sources/example-report.txt`,
      ),
    );
    put(folder, "evaluations/run-1.jsonl", "{}\n");
    put(
      folder,
      "evaluations.yaml",
      "- {id: e, name: e, version: '1', subjectVersion: '1', trials: 1, trialsReported: 1, successes: 0, interval: null, elicitation: null, graderDigest: null, runs: [{id: run-1, log: evaluations/run-1.jsonl, isReported: true}, {id: run-2, log: evaluations/run-2.jsonl, isReported: true}]}\n",
    );
    expect(readDossierFolder(folder).unsealed).toEqual(["e run-1", "e run-2"]);
    expect(sealSources(folder)).toMatchObject({
      sources: 2,
      logs: 1,
      unread: ["e run-2: evaluations/run-2.jsonl: not there"],
    });
    const { dossier, unsealed } = readDossierFolder(folder);
    expect(dossier.sources[0]).toMatchObject({ digest: own, bytes: 3 });
    expect(dossier.evaluations[0]?.runs[0]?.digest).toBe(digestOfBytes("{}\n"));
    expect(unsealed).toEqual(["e run-2"]);
  });

  test("RS-299 a lock that is none is a fault", () => {
    const folder = initialised();
    for (const text of ["{}", "nothing", '{"format":"x","format":"y"}']) {
      put(folder, "sources.lock.json", text);
      expect(shown(folder)).toEqual([expect.stringContaining("sources.lock.json")]);
    }
  });
});

test("RS-298 a thousand folders with a damaged file: read as a dossier or refused with faults, and never anything else", () => {
  const folder = initialised();
  const random = RandomStream.from("dossier-damage", 1);
  const pieces = [
    "",
    "\n",
    "- ",
    "&a ",
    "*a",
    "!!x ",
    "[",
    "{",
    "}",
    '"',
    "'",
    ": ",
    "\t",
    "#",
    "null",
    "1e999",
    "\u0000",
    "\ufeff",
    "---\n",
    "%",
    "<<: ",
    "|",
    "> ",
    "0x1",
    "é",
  ];
  let refused = 0;
  for (let round = 0; round < 1_000; round += 1) {
    const name = PART_NAMES[random.below(PART_NAMES.length)] ?? "claims";
    const file = name === "telemetry" ? "telemetry.csv" : `${name}.yaml`;
    const whole = readFileSync(join(folder, file), "utf8");
    const at = random.below(whole.length);
    put(folder, file, whole.slice(0, at) + pieces[random.below(pieces.length)] + whole.slice(at + random.below(4)));
    refused += faultsOf(folder).length > 0 ? 1 : 0;
    put(folder, file, whole);
  }
  expect(refused).toBeGreaterThan(100);
  expect(faultsOf(folder)).toEqual([]);
});
