import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { evaluateFolder } from "../../src/node/desk/evaluate-folder.ts";
import { initDossier } from "../../src/node/dossier/init-dossier.ts";
import { readDossierFolder } from "../../src/node/dossier/read-dossier-folder.ts";
import { sealSources } from "../../src/node/dossier/seal-sources.ts";
import { placeFaults } from "../../src/node/pack/place-faults.ts";
import { readCorpus } from "../../src/node/search/read-corpus.ts";
import { readSealed, writeSealed } from "../../src/node/search/sealed-file.ts";
import { Site } from "./site.ts";

const SLOW = { timeout: 120_000 };
const KEY = new Uint8Array(32);
const pipeAt = (path: string): void => void execFileSync("mkfifo", [path]);
const messageOf = (call: () => unknown): string => {
  try {
    call();
  } catch (cause) {
    return `${(cause as { code?: string }).code}: ${(cause as Error).message}`;
  }
  return "nothing was thrown";
};

test("RS-489 a pipe in place of a cached file, of its folder or of a description of texts keeps nobody waiting", () => {
  using site = new Site();
  const [file, beside] = [site.path("kept-values"), site.path("pipe")];
  pipeAt(file);
  pipeAt(beside);
  expect(readSealed(file, "name", KEY)).toBeNull();
  expect(() => writeSealed(join(beside, "kept-values"), "name", KEY, new Uint8Array(1))).not.toThrow();
  expect(() => writeSealed(file, "name", KEY, Uint8Array.of(7))).not.toThrow();
  expect([...(readSealed(file, "name", KEY) ?? [])]).toEqual([7]);
  mkdirSync(site.path("corpus"));
  pipeAt(site.path("corpus", "corpus.json"));
  expect(messageOf(() => readCorpus(site.path("corpus")))).toMatch(/^CORPUS_UNREADABLE: .*special file/);
});

test("RS-489 an empty folder belongs to no pack", () => {
  using site = new Site();
  mkdirSync(site.path("pack", "beside", "within"), { recursive: true });
  expect(placeFaults(site.path("pack"))).toMatchObject([{ code: "PACK_FILE_REFUSED", place: "beside/within" }]);
});

test("RS-490 what is no folder of a dossier is one fault that says so, and a text is sent to `ask`", () => {
  using site = new Site();
  expect(messageOf(() => readDossierFolder(site.path("nowhere")))).toMatch(
    /^DOSSIER_FILE_MISSING: expected the folder of a dossier at .*nowhere, got no such folder/,
  );
  writeFileSync(site.path("card.md"), "# A card\n");
  expect(messageOf(() => readDossierFolder(site.path("card.md")))).toContain("plimsoll release ask");
});

test("RS-490 all faults of a dossier are told at once", () => {
  using site = new Site();
  initDossier(site.dossier, { kind: "model", action: "internal_deploy" });
  site.change("claims.yaml", (text) =>
    text.replace("kind: safeguard", "kind: wish").replace("domain: cyber", "domain: x"),
  );
  site.change("risks.yaml", (text) =>
    text.replace(/\[\]\n$/, "- {id: r-1, domain: nowhere, text: A risk., safeguards: []}\n"),
  );
  const told = messageOf(() => readDossierFolder(site.dossier));
  expect(told).toContain("risks.yaml");
  expect(told).toMatch(/and \d more:\n {2}DOSSIER_INVALID: expected .* at claims\.yaml/);
  expect(told).not.toContain("(and");
});

test("RS-490 a field that may be null says so, and one that may not does not", () => {
  using site = new Site();
  initDossier(site.dossier, { kind: "model", action: "internal_deploy" });
  site.change("claims.yaml", (text) => text.replace("domain: cyber", "domain: x"));
  site.change("risks.yaml", (text) =>
    text.replace(/\[\]\n$/, "- {id: r-1, domain: x, text: A risk., safeguards: []}\n"),
  );
  const told = messageOf(() => readDossierFolder(site.dossier));
  expect(told).toMatch(/or null at claims\.yaml, line \d+, 0\/domain/);
  expect(told).toMatch(/[^l] at risks\.yaml, line \d+, 0\/domain/);
});

test("RS-490 a folder of texts that is not there stops an evaluation before anything is spent", SLOW, async () => {
  using site = new Site().golden("g1");
  const asked = { folder: site.dossier, store: site.store, question: null, by: null, owners: [], cacheFolder: null };
  const ports = { clock: site.clock, environment: {}, kernelWord: () => [], wait: async () => {}, onStep: () => {} };
  const answer = evaluateFolder({ ...asked, corpora: [site.path("nowhere")], isRepairOn: true }, ports);
  await expect(answer).rejects.toMatchObject({ code: "CORPUS_UNREADABLE" });
  expect(() => site.records()).toThrow(/release/i);
});

test("RS-491 sealing names signals that no policy knows, and the skeleton names no risk of its own", () => {
  using site = new Site();
  initDossier(site.dossier, { kind: "model", action: "internal_deploy" });
  expect(sealSources(site.dossier).unknownSignals).toEqual([]);
  expect(readDossierFolder(site.dossier).dossier.risks).toEqual([]);
  appendFileSync(join(site.dossier, "telemetry.csv"), "refusal-rte,1790000000000,0.9,source-1\n");
  expect(sealSources(site.dossier).unknownSignals).toEqual(["refusal-rte"]);
});
