import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { openSite, ownReading } from "@plimsoll/governor";
import { causeOf, exportTiles, openCause, openLedgerReader, signCommand } from "@plimsoll/ledger";
import { signedLines } from "../src/audit-tools/meter-outlet.ts";
import { bar, reconcileText } from "../src/audit-tools/reconcile-text.ts";
import { outsideReconciliation, reconcileSummary, siteReconciliation } from "../src/audit-tools/reconcile.ts";
import { AccreditedSite, siteTemplate } from "./faults/accredited-site.ts";

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

const LAB = "metered";
const NODE = ["--source", "node", "--milliwatts-per-core", "12000"];

/** A site with a lab under the site's meter, which has reported: nothing, and then energy that nothing was paid for. */
function siteWithMeter(cheats: boolean): AccreditedSite {
  const site = new AccreditedSite(template);
  using open = openSite(site.path("site"));
  open.accredit(LAB, 26, 0, { persons: [], hardwareRoots: [], meters: ["meter"] });
  for (let reading = 0; reading < 3; reading += 1) {
    const measuredAt = open.now();
    const counters = { apiCalls: 0, trainingFlop: "0", partsMj: [] };
    const energyMj = cheats ? `${reading * 5}` : "0";
    open.must(`meter:${reading}`, { type: "meter.report", lab: LAB, measuredAt, energyMj, ...counters });
    const until = measuredAt + 2;
    while (open.now() < until) continue;
  }
  return site;
}

/** The ledger's readings as a stranger took them at the same instants, with a meter of his own. */
function ownLines(site: AccreditedSite, energyMj: (reading: number) => string, lab = LAB): string {
  const key = generateSigningKey();
  using ledger = openLedgerReader({ directory: site.path("site/ledger") });
  const causes = [...ledger.leaves()].flatMap(({ bytes }) => Buffer.from(bytes).toString("utf8").split("\n"));
  const reports = causes
    .filter((line) => line.startsWith('{"cause":'))
    .flatMap((line) => openCause(line.slice('{"cause":'.length, -1))?.claim ?? [])
    .filter(({ body }) => (body as { readonly type: string }).type === "meter.report");
  return reports
    .map((claim, reading) => ({ ...claim, body: { ...(claim.body as object), lab, energyMj: energyMj(reading) } }))
    .map((claim) => `${causeOf(signCommand(claim, [key]), () => key.publicKey)}\n`)
    .join("");
}

/** What `plimsoll audit reconcile --ledger` says, without a process for each question. */
const outside = async (site: AccreditedSite, meters: string | null, location = "site/ledger") =>
  reconcileSummary(
    await outsideReconciliation(
      site.path(location),
      site.path("site/ledger/ledger.vkey"),
      meters === null ? null : site.path(meters),
    ),
  );

test("G-184 a meter reports to the site, goes on after a restart, and what cannot be read is silence", async () => {
  await using site = siteWithMeter(false);
  const meter = ["audit", "meter", "--lab", LAB, "--data", "site", "--every", "100ms", "--json"];
  const first = await site.plimsoll(...meter, ...NODE, "--count", "2");
  expect(first.end?.code, first.stderr).toBe(0);
  expect(first.line("summary")).toMatchObject({ ok: true, reports: 2, refused: 0, silences: 0 });
  const reports = [first, await site.plimsoll(...meter, ...NODE, "--count", "1")].flatMap(({ stdout }) =>
    stdout
      .split("\n")
      .filter((line) => line.includes('"type":"report"'))
      .map((line) => Number((JSON.parse(line) as { readonly energyMj: string }).energyMj)),
  );
  expect(reports).toHaveLength(3);
  expect(reports[0]).toBe(0);
  expect(reports[2]).toBeGreaterThan(reports[1] ?? Infinity);
  const base = ["--base", site.path("other.json")];
  const silent = await site.plimsoll(...meter, ...base, "--source", `rapl:${site.path("none")}`, "--count", "2");
  expect(silent.end?.code).toBe(1);
  expect(silent.line("silence")).toMatchObject({ code: "METER_UNREADABLE" });
  expect(silent.line("summary")).toMatchObject({ ok: false, reports: 0, silences: 2 });
});

test("G-184 a key that would sign nothing, and a part of no source, are wrongly used", async () => {
  await using site = siteWithMeter(false);
  for (const flags of [
    ["--source", "rapl", "--key", "mine.pem"],
    ["--source", "rapl", "--part", "/sys/fs/cgroup"],
  ]) {
    const refused = await site.plimsoll("audit", "meter", "--lab", LAB, "--data", "site", "--count", "1", ...flags);
    expect([refused.end?.code, refused.stdout], refused.stderr).toEqual([2, ""]);
  }
});

test("G-185 reconcile says where each lab stands; exit code 3 when one diverges, 2 where there is no key to verify with", async () => {
  await using honest = siteWithMeter(false);
  const agreed = reconcileSummary(siteReconciliation(honest.path("site")));
  expect(agreed).toMatchObject({ divergent: 0, forensicShutdown: false, by: "site" });
  await using cheat = siteWithMeter(true);
  const found = await cheat.plimsoll("audit", "reconcile", "--data", "site", "--json");
  expect(found.end?.code, found.stderr).toBe(3);
  expect(found.line("summary")).toMatchObject({ divergent: 1, forensicShutdown: true });
  const report = siteReconciliation(cheat.path("site"));
  expect(found.line("summary")?.["channels"]).toEqual(reconcileSummary(report).channels);
  expect(reconcileText(report)).toContain("ENERGY_DIVERGENCE");
  expect((await cheat.plimsoll("audit", "reconcile", "--ledger", "site/ledger")).end?.code).toBe(2);
});

test.each([
  ["honest", false],
  ["cheating", true],
] as const)(
  "G-186 a stranger with own meters and the public log alone reconciles a lab that is %s as the kernel does",
  async (_, cheats) => {
    await using site = siteWithMeter(cheats);
    site.write(
      "mine.jsonl",
      ownLines(site, (reading) => (cheats ? `${reading * 5}` : "0")),
    );
    mkdirSync(site.path("tiles"));
    using ledger = openLedgerReader({ directory: site.ledger });
    exportTiles(ledger, site.path("tiles"));
    const kernel = reconcileSummary(siteReconciliation(site.path("site")));
    const folder = await outside(site, "mine.jsonl");
    expect(folder).toMatchObject({ by: "own meters", sameAsLedger: 3, otherThanLedger: 0 });
    expect(folder.channels).toEqual(kernel.channels);
    expect(folder.divergent).toBe(cheats ? 1 : 0);
    expect(await outside(site, "mine.jsonl", "tiles")).toEqual(folder);
    expect(await outside(site, null)).toMatchObject({ by: "ledger", sameAsLedger: 3, otherThanLedger: 0 });
  },
);

test("G-186 a stranger finds what the lab's own meter keeps quiet", async () => {
  await using site = siteWithMeter(false);
  site.write(
    "mine.jsonl",
    ownLines(site, (reading) => `${reading * 5}`),
  );
  const flags = ["--ledger", "site/ledger", "--vkey", "site/ledger/ledger.vkey", "--meters", "mine.jsonl", "--json"];
  const found = await site.plimsoll("audit", "reconcile", ...flags);
  expect(found.end?.code, found.stderr).toBe(3);
  expect(found.line("summary")).toMatchObject({ divergent: 1, forensicShutdown: false, otherThanLedger: 2 });
});

test("G-185 own readings that judge no lab, or are refused, find nothing and do not clear anybody", async () => {
  await using site = siteWithMeter(false);
  const flags = ["--ledger", "site/ledger", "--vkey", "site/ledger/ledger.vkey", "--meters", "mine.jsonl"];
  site.write("mine.jsonl", "");
  const empty = await site.plimsoll("audit", "reconcile", ...flags, "--json");
  expect(empty.end?.code, empty.stderr).toBe(3);
  expect(empty.line("summary")).toMatchObject({ ok: false, conclusive: false, judgedLabs: 0, divergent: 0 });
  const good = ownLines(site, () => "0");
  const unknown = ownLines(site, () => "0", "nobody");
  site.write("mine.jsonl", good + unknown);
  expect(await outside(site, "mine.jsonl")).toMatchObject({
    conclusive: false,
    judgedLabs: 1,
    refused: Array.from({ length: 3 }, () => "UNKNOWN_LAB"),
  });
  site.write("mine.jsonl", unknown);
  const refused = await site.plimsoll("audit", "reconcile", ...flags);
  expect(refused.end?.code, refused.stderr).toBe(3);
  expect(refused.stdout).toContain("NOT CONCLUSIVE: no lab was judged");
  site.write("mine.jsonl", good);
  expect(await outside(site, "mine.jsonl")).toMatchObject({ ok: true, conclusive: true, judgedLabs: 1 });
});

test("G-186 nothing is reconciled with a ledger that does not hold, or readings that were changed", async () => {
  await using site = siteWithMeter(false);
  const good = ownLines(site, () => "0");
  site.write("mine.jsonl", good.replace('"sig":"', '"sig":"AAAA'));
  await expect(outside(site, "mine.jsonl")).rejects.toMatchObject({ code: "READING_MALFORMED" });
  site.write("mine.jsonl", `${good}\n`);
  expect(await outside(site, "mine.jsonl")).toMatchObject({ sameAsLedger: 3 });
  const file = site.path("site/ledger/ledger.log");
  writeFileSync(file, readFileSync(file, "utf8").replace('"energyMj":"0"', '"energyMj":"1"'));
  await expect(outside(site, "mine.jsonl")).rejects.toMatchObject({
    code: expect.stringMatching(/^LEDGER_|_INVALID$/),
  });
});

test("G-184 signed lines are added to, under the same key, and are a stranger's readings", async () => {
  await using site = siteWithMeter(false);
  const outlet = () => signedLines({ file: site.path("mine.jsonl"), keyFile: site.path("key.pem"), log: "a.log" });
  const report = {
    type: "meter.report",
    lab: LAB,
    apiCalls: 0,
    trainingFlop: "0",
    partsMj: [],
    energyMj: "1",
  } as const;
  for (const measuredAt of [1_000, 2_000]) outlet()({ ...report, measuredAt });
  const lines = readFileSync(site.path("mine.jsonl"), "utf8").trimEnd().split("\n");
  expect(lines.map((line) => ownReading(line))).toMatchObject([
    { ok: true, value: { report: { measuredAt: 1_000 } } },
    { ok: true, value: { report: { measuredAt: 2_000 } } },
  ]);
  const signers = lines.map((line) => openCause(line)?.signers);
  expect(signers[0]).toEqual(signers[1]);
});

test("G-185 a bar shows least, most and measured", () => {
  expect(bar({ atLeast: "50", atMost: "100", measured: "75" })).toBe("############:######.....|");
  expect(bar({ atLeast: "0", atMost: "0", measured: "0" })).toBe("|........................");
  expect(bar({ atLeast: "0", atMost: "50", measured: "100" })).toBe(":###########|############");
});
