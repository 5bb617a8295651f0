import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { canonicalJson, type CanonicalValue, digestOfValue } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { type Entry, type Policy, type PolicyChange, policyChanges, shippedPolicy } from "@plimsoll/kernel";
import { openLedger } from "@plimsoll/ledger";
import { TestSite } from "../../kernel/test/test-site.ts";
import { policyFaultsOf } from "../src/kernel-tools/policy-faults.ts";
import { policyFields } from "../src/kernel-tools/policy-fields.ts";
import { creditText, durationText, flopText, instantText } from "../src/kernel-tools/quantities.ts";

const PROGRAM = fileURLToPath(new URL("../bin/plimsoll.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-policy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plimsoll = (...args: string[]) =>
  spawnSync(process.execPath, [PROGRAM, ...args], { cwd: folder, encoding: "utf8" });
const policy = (...args: string[]) => plimsoll("policy", ...args);
const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

function file(name: string, content: unknown): string {
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return name;
}

/** A data folder with a ledger of these entries; answers its path. */
function ledgerOf(name: string, entries: readonly Entry[]): string {
  const signingKey = signingKeyFromSeed(new Uint8Array(32).fill(7));
  using ledger = openLedger({ directory: join(folder, name, "ledger"), origin: "example.org/site", signingKey });
  ledger.append(entries.map((entry) => canonicalJson(entry as unknown as CanonicalValue)));
  return name;
}

const shippedDigest = digestOfValue(shippedPolicy);
const strict = { ...shippedPolicy, name: "strict", leaseTtlMs: 1_000 };

describe("K-92 policy show", () => {
  test("K-92 every number of the policy has a line of meaning", () => {
    const fields = policyFields(shippedPolicy);
    expect(fields.length).toBeGreaterThanOrEqual(Object.keys(shippedPolicy).length);
    expect(fields.filter(({ meaning }) => meaning === "").map(({ path }) => path)).toEqual([]);
  });

  test("K-92 a number whose name says its unit has that unit", () => {
    const units = Object.fromEntries(policyFields(shippedPolicy).map(({ path, unit }) => [path, unit]));
    expect(units).toMatchObject({
      "/leaseTtlMs": "ms",
      "/perHeadMicroCu": "micro-CU",
      "/coverFlop": "FLOP",
      "/trialsPerWindow": "trials",
    });
  });

  test("K-92 the shipped policy is shown by default, with its digest", () => {
    const told = policy("show");
    expect(told.stdout).toContain("5 s = 5000 ms");
    expect(told.stdout.trimEnd().split("\n").at(-1)).toBe(`digest ${shippedDigest}`);
    expect(told.status).toBe(0);
  });

  test("K-92 as JSON: a line for every number, then the digest", () => {
    const lines = jsonLines(policy("show", file("strict.json", strict), "--json").stdout);
    expect(lines.slice(0, -1).map(({ path, value }) => [path, value])).toEqual(
      policyFields(strict).map(({ path, value }) => [path, value]),
    );
    expect(lines.at(-1)).toEqual({ type: "summary", ok: true, policy: "strict", digest: digestOfValue(strict) });
  });

  test("K-92 of a site: what its ledger says is in force, with the digest that its entries carry", () => {
    const made = jsonLines(plimsoll("init", "--json").stdout).at(-1);
    const shown = jsonLines(policy("show", "--data", ".plimsoll", "--json").stdout).at(-1);
    expect(shown?.["digest"]).toBe(made?.["policy"]);
  });

  test("K-92 of a site: the policy that waits for its time is shown too, with what it will change", () => {
    const site = TestSite.opened(shippedPolicy);
    const later = { ...shippedPolicy, name: "later", leaseTtlMs: 10_000 };
    expect(site.do({ type: "policy.change", policy: later })).toBeNull();
    const directory = ledgerOf("scheduled", site.entries);
    const effectiveAt = site.at + shippedPolicy.policyDelayMs;

    const told = policy("show", "--data", directory).stdout;
    expect(told).toContain(`\nfrom ${new Date(effectiveAt).toISOString()} on:\n`);
    expect(told).toMatch(/^\/leaseTtlMs +5000 +10000 +wider$/m);
    expect(told.trimEnd().split("\n").at(-1)).toBe(`digest ${digestOfValue(later)}`);

    const lines = jsonLines(policy("show", "--data", directory, "--json").stdout);
    expect(lines.at(-2)).toEqual({
      type: "scheduled",
      policy: "later",
      digest: digestOfValue(later),
      effectiveAt,
      changes: [{ path: "/leaseTtlMs", before: "5000", after: "10000", direction: "wider" }],
    });
    // The name narrows nothing, so it holds at once.
    expect(lines.at(-1)).toMatchObject({ type: "summary", policy: "later" });
  });

  test("K-92 of a site where nothing waits: nothing is said of it", () => {
    const directory = ledgerOf("settled", TestSite.opened(shippedPolicy).entries);
    expect(policy("show", "--data", directory).stdout).not.toContain(" on:\n");
    const types = jsonLines(policy("show", "--data", directory, "--json").stdout).map(({ type }) => type);
    expect(types).not.toContain("scheduled");
  });

  test.each([
    [["show", "none.json"], "FILE_NOT_FOUND"],
    [["show", "."], "FILE_NOT_READABLE"],
    [["show", "--data", "nowhere"], "SITE_NOT_FOUND"],
  ])("K-92 %j is one clear line", (args, code) => {
    const told = policy(...args);
    expect(told.stderr).toMatch(new RegExp(String.raw`^${code}: [^\n]+\n$`));
    expect(told.status).toBe(1);
  });

  test("K-92 a file and a site at once are wrong usage", () => {
    const told = policy("show", "strict.json", "--data", ".plimsoll");
    expect({ status: told.status, stdout: told.stdout }).toEqual({ status: 2, stdout: "" });
  });

  test("K-92 a policy with a fault is not shown", () => {
    const told = policy("show", file("odd.json", { ...shippedPolicy, leaseTtlMs: 0 }));
    expect(told.stderr).toMatch(/^POLICY_MALFORMED: .*"\/leaseTtlMs".*\n$/);
    expect({ status: told.status, stdout: told.stdout }).toEqual({ status: 1, stdout: "" });
  });
});

describe("K-92 policy check", () => {
  test("K-92 the shipped policy has no fault", () => {
    expect(policyFaultsOf(shippedPolicy)).toEqual([]);
    const told = policy("check", file("shipped.json", shippedPolicy));
    expect({ status: told.status, stdout: told.stdout }).toEqual({ status: 0, stdout: `ok: ${shippedDigest}\n` });
  });

  test.each([
    ["a field too many", { ...shippedPolicy, mercy: 1 }, "/mercy"],
    ["a number out of range", { ...shippedPolicy, leaseTtlMs: 60_001 }, "/leaseTtlMs"],
    ["a fraction", { ...shippedPolicy, perHeadMicroCu: 0.5 }, "/perHeadMicroCu"],
    ["a window that can prove nothing", { ...shippedPolicy, trialsPerWindow: 100 }, "/trialsPerWindow"],
    ["no object", [], ""],
    ["no JSON", "{", ""],
    ["an empty file", "", ""],
  ])("K-92 %s is a fault with its path, and exit code 3", (_, content, path) => {
    const told = policy("check", file("odd.json", content), "--json");
    expect(told.status).toBe(3);
    const [fault, summary] = jsonLines(told.stdout);
    expect(fault).toMatchObject({ type: "fault", path });
    expect(summary).toEqual({ type: "summary", ok: false, faults: 1, digest: null });
  });

  test("K-92 what is no JSON is called that, not by every field that it lacks", () => {
    expect(policy("check", file("odd.json", "{")).stdout).toBe(
      "/: expected one JSON object, got text that is no JSON\n",
    );
  });

  test("K-92 standard input is a file too", () => {
    const args = [PROGRAM, "policy", "check", "-"];
    const told = spawnSync(process.execPath, args, { input: JSON.stringify(shippedPolicy), encoding: "utf8" });
    expect(told.stdout).toBe(`ok: ${shippedDigest}\n`);
  });

  test("K-92 a fault for people names path, expected and received", () => {
    const told = policy("check", file("odd.json", { ...shippedPolicy, leaseTtlMs: 60_001 }));
    expect(told.stdout).toBe("/leaseTtlMs: expected a whole number from 100 to 60000, got 60001\n");
  });
});

const { coupling, tierFloorFlop } = shippedPolicy;
const [general] = coupling;

/** What is changed, the pointer to it, and what that does to what the kernel grants. */
const CHANGES: readonly (readonly [string, Partial<Policy>, PolicyChange["direction"]])[] = [
  ["/name", { name: "other" }, "neutral"],
  ["/leaseTtlMs", { leaseTtlMs: 10_000 }, "wider"],
  ["/runQuantumFlop", { runQuantumFlop: null }, "wider"],
  ["/screeningFlop", { screeningFlop: "1" }, "wider"],
  ["/familiesRequired", { familiesRequired: 2 }, "wider"],
  ["/familiesRequired", { familiesRequired: 5 }, "narrower"],
  ["/asksNormativeIdentity", { asksNormativeIdentity: true }, "narrower"],
  ["/tierFloorFlop/tier2", { tierFloorFlop: { ...tierFloorFlop, tier2: "1" } }, "narrower"],
  ["/coupling/biology", { coupling: [...coupling, { domain: "biology", kPpm: 1 }] }, "wider"],
  ["/coupling/recursive-optimisation", { coupling: general === undefined ? [] : [general] }, "narrower"],
  // More trials allow more failures, fewer prove less: no direction is only stricter.
  ["/trialsPerWindow", { trialsPerWindow: 1_133 }, "wider"],
  ["/trialsPerWindow", { trialsPerWindow: 1_131 }, "wider"],
];

describe("K-92 policy diff", () => {
  test.each(CHANGES)("K-92 %s with %j is %s", (path, change, direction) => {
    expect(policyChanges(shippedPolicy, { ...shippedPolicy, ...change })).toMatchObject([{ path, direction }]);
  });

  test("K-92 counts what narrows, widens and does neither", () => {
    const mixed = { ...shippedPolicy, name: "mixed", leaseTtlMs: 1_000, policyQuorum: 3, familiesRequired: 2 };
    const told = policy("diff", "shipped", file("mixed.json", mixed), "--json");
    expect(jsonLines(told.stdout).at(-1)).toMatchObject({ changes: 4, narrower: 2, wider: 1, neutral: 1 });
  });

  test("K-92 the policies that ship have a word each", () => {
    const told = policy("diff", "shipped", "starter");
    expect(told.stdout).toMatch(/^\/screeningFlop +0 +1000000000000000000 +wider$/m);
  });

  test("K-92 the same policy twice has no difference", () => {
    const told = policy("diff", "shipped", "shipped");
    expect({ status: told.status, stdout: told.stdout }).toEqual({ status: 0, stdout: "no difference\n" });
  });

  test("K-92 every number that differs, with old, new and direction", () => {
    const told = policy("diff", "shipped", file("strict.json", strict), "--json");
    expect(told.status).toBe(0);
    const lines = jsonLines(told.stdout);
    expect(lines.slice(0, -1)).toEqual([
      { type: "change", path: "/name", before: "shipped", after: "strict", direction: "neutral" },
      { type: "change", path: "/leaseTtlMs", before: "5000", after: "1000", direction: "narrower" },
    ]);
    expect(lines.at(-1)).toEqual({ type: "summary", ok: true, changes: 2, narrower: 1, wider: 0, neutral: 1 });
  });

  test("K-92 the other way round it widens", () => {
    const told = policy("diff", file("strict.json", strict), "shipped");
    expect(told.stdout).toMatch(/^\/leaseTtlMs +1000 +5000 +wider$/m);
  });
});

describe("K-92 quantities for people", () => {
  test.each([
    [creditText(1), "0.000001 CU"],
    [creditText(28_000_000), "28.000000 CU"],
    [durationText(86_400_000), "1 d"],
    [durationText(90_000), "90 s"],
    [durationText(1_500), "1500 ms"],
    [durationText(0), "0 ms"],
    [flopText("1000000000000000000000"), "1e21 FLOP"],
    [flopText("1200"), "1200 FLOP"],
    [flopText("0"), "0 FLOP"],
    [instantText(0), "1970-01-01T00:00:00.000Z"],
    [instantText(Number.MAX_SAFE_INTEGER), "9007199254740991 ms"],
  ])("K-92 %s", (text, expected) => {
    expect(text).toBe(expected);
  });
});
