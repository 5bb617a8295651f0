import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestOfValue } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { ReleaseGate } from "../../src/node/desk/ask-gate.ts";
import { buildEvaluationPack } from "../../src/node/desk/build-evaluation-pack.ts";
import { checkRelease } from "../../src/node/desk/check-release.ts";
import { releaseVerdict } from "../../src/node/desk/release-verdict.ts";
import { useOf } from "../../src/node/desk/use-of.ts";
import type { ReleaseRecord } from "../../src/record/record.ts";
import { CLOCK_TOLERANCE_MS, setBackFault } from "../../src/state/set-back.ts";
import { Site } from "./site.ts";

const SLOW = { timeout: 120_000 };

/** A Green decision with its pack. */
async function green(): Promise<Site> {
  const site = new Site().golden("g1");
  const { evaluation } = await site.evaluated();
  await buildEvaluationPack(site.store, { evaluation, directory: site.path("pack"), redactions: [] }, site.clock);
  return site;
}

const atGate = (site: Site) => {
  using gate = new ReleaseGate(site.store, {});
  return gate.check(useOf(site.dossier, null, site.path("pack")), site.nowMs, () => []).admission;
};

const verdictOf = (site: Site) =>
  releaseVerdict(site.store, "evaluation-1", { nowMs: site.nowMs, environment: {}, kernelWord: () => [] });

const blobOf = (site: Site, digest: string): string => {
  const hex = digest.slice("sha256:".length);
  return join(site.store, "blobs", "sha256", hex.slice(0, 2), hex);
};

const bodyOf = (site: Site, kind: ReleaseRecord["kind"]): string =>
  blobOf(site, site.records().find((record) => record.kind === kind)?.body ?? "");

const inputOf = (site: Site): string => blobOf(site, site.bodies("evaluation.opened")[0]?.input ?? "");

/** A pause by a program whose clock stood ten minutes back; nothing that the gate would otherwise mind. */
async function setBack(site: Site): Promise<void> {
  site.nowMs -= 600_000;
  const state = { state: "STABLE" } as const;
  const body = { from: state, to: state, why: "a test", isEscalated: false };
  await site.forge({ kind: "pause.changed", subject: "another/subject", evaluation: null, body });
  site.nowMs += 600_000;
}

test.each<[string, (site: Site) => Promise<void> | void]>([
  ["a body on which no state rests is gone", (site) => rmSync(bodyOf(site, "claims.judged"), { force: true })],
  ["such a body is changed", (site) => writeFileSync(bodyOf(site, "claims.judged"), "{}")],
  ["bytes that a record names are changed", (site) => appendFileSync(inputOf(site), "x")],
  ["a record was written by a clock that stood back", setBack],
])("RS-288 RS-458 RS-507 the gate is closed and the kernel told red where %s", SLOW, async (_, harm) => {
  using site = await green();
  expect([atGate(site).isAllowed, verdictOf(site).level, checkRelease(site.store)]).toEqual([true, "green", []]);
  await harm(site);
  site.nowMs += 120_000;
  expect(checkRelease(site.store)).toHaveLength(1);
  const refused = { code: "VIOLATION_CHAIN_BROKEN", records: ["log"] };
  expect(atGate(site)).toMatchObject({ isAllowed: false, reasons: [refused] });
  expect(verdictOf(site)).toMatchObject({ level: "red", reasons: [refused] });
});

test("RS-288 RS-507 a gate that is open closes with the record that contradicts the log", SLOW, async () => {
  using site = await green();
  using gate = new ReleaseGate(site.store, {});
  const use = useOf(site.dossier, null, site.path("pack"));
  expect(gate.check(use, site.nowMs, () => []).admission.isAllowed).toBe(true);
  await setBack(site);
  expect(gate.check(use, site.nowMs, () => [])).toMatchObject({ admission: { isAllowed: false }, evaluation: null });
});

test.each(["evaluation.opened", "decision.made", "pause.changed", "modulation.answered"] as const)(
  "RS-507 a record of %s is a fault more than a minute behind the log, and none before",
  (kind) => {
    const [at, body] = [1_000_000, digestOfValue(kind)];
    const record: ReleaseRecord = {
      spec: "rsp",
      sequence: 7,
      kind,
      subject: null,
      evaluation: null,
      at,
      atMs: at,
      body,
    };
    const behind = (ms: number) => setBackFault({ ...record, atMs: record.at - ms });
    expect(behind(CLOCK_TOLERANCE_MS)).toBeNull();
    expect(behind(CLOCK_TOLERANCE_MS + 1)).toContain(`record 7 (${kind}) was written by a clock that stood 61 s back`);
    expect(setBackFault({ ...record, kind: "incident.reported", atMs: 0 })).toBeNull();
  },
);
