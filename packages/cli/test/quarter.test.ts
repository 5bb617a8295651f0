import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyLedger } from "@plimsoll/verifier";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const program = fileURLToPath(new URL("../bin/plimsoll.js", import.meta.url));
const verifier = fileURLToPath(new URL("../../verifier/bin/plimsoll-verify.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-quarter-command-"));
const out = join(folder, "quarter");
const auditor = (...names: readonly string[]): string => join(out, "auditor", ...names);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Summary {
  readonly chapters: readonly { readonly id: string; readonly firstEntry: number; readonly endEntry: number }[];
  readonly refusals: readonly string[];
  readonly entries: number;
  readonly root: string;
}
interface PlainEntry {
  readonly kind: string;
  readonly [field: string]: unknown;
}

let told: { readonly stdout: string; readonly stderr: string; readonly status: number | null };
let summary: Summary;
let entries: readonly PlainEntry[];
let page: string;

beforeAll(() => {
  told = spawnSync(process.execPath, [program, "quarter", "--seed", "7", "--out", out, "--json"], { encoding: "utf8" });
  summary = JSON.parse(told.stdout.trimEnd().split("\n").at(-1) ?? "null") as Summary;
  entries = [...entriesIn(auditor("ledger"))];
  page = readFileSync(join(out, "report.html"), "utf8");
}, 600_000);

/** By plain reading: the log is a text file, and each entry a line of it. The verifier counts them by kind, for comparison. */
function* entriesIn(directory: string): Generator<PlainEntry> {
  const lines = readFileSync(join(directory, "ledger.log"), "utf8").split("\n");
  for (const line of lines)
    if (line.startsWith("{") && !line.startsWith('{"cause":')) yield JSON.parse(line) as PlainEntry;
}

const countsByKind = (all: readonly PlainEntry[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { kind } of all) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

const of = (kind: string): readonly PlainEntry[] => entries.filter((entry) => entry.kind === kind);
const key = (name: string): string => readFileSync(auditor("keys", `${name}.pub.pem`), "utf8");

const guide = readFileSync(new URL("../../../docs/guides/quarter-in-the-life.md", import.meta.url), "utf8");
/** All commands of the tour but the first, which tells the quarter. */
const shown = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gmu)].flatMap(([, block = ""]) =>
  block.trimEnd().split("\n"),
);

describe("plimsoll quarter", () => {
  test("Q-31 ends with a summary, and has said each chapter on standard error", () => {
    expect(told.status, told.stderr).toBe(0);
    expect(summary).toMatchObject({ type: "summary", seed: 7, labs: 6, models: 40, verified: true });
    expect(told.stderr.trimEnd().split("\n")).toHaveLength(summary.chapters.length);
    expect(JSON.parse(readFileSync(join(out, "summary.json"), "utf8"))).toMatchObject({ entries: summary.entries });
  });

  test("Q-22 the verifier holds for what the auditor got, and refuses the altered copy", () => {
    const verdict = verifyLedger(auditor("ledger"), { keyPem: key("ledger") });
    expect(verdict).toMatchObject({ ok: true, size: summary.entries, root: summary.root, conservation: true });
    expect(verdict).toMatchObject({ key: "given", entriesByKind: countsByKind(entries) });
    expect(verifyLedger(auditor("ledger"), { keyPem: key("before") })).toMatchObject({ ok: false });
    expect(verifyLedger(auditor("releases"), { keyPem: key("releases") })).toMatchObject({ ok: true });
    const words = [verifier, auditor("tampered"), "--key", auditor("keys", "ledger.pub.pem"), "--json"];
    const refused = spawnSync(process.execPath, words, { encoding: "utf8" });
    expect([refused.status, JSON.parse(refused.stdout.trimEnd().split("\n").at(-1) ?? "")]).toMatchObject([
      1,
      { ok: false, code: "LEDGER_DAMAGED", message: expect.stringMatching(/has not the root signed$/u) as string },
    ]);
    expect(verifyLedger(auditor("ledger"), { keyPem: key("releases") })).toMatchObject({ code: "LEDGER_KEY_MISMATCH" });
  });

  test.each(["ledger", "before-the-loss", "releases", "tampered"])(
    "Q-22 of the log %s the auditor got what is public, and nothing that its writer works with",
    (log) => {
      expect(readdirSync(auditor(log)).toSorted()).toEqual(["checkpoint", "ledger.log"]);
    },
  );

  test("Q-22 the altered copy has one digit fewer failures, and nothing else is other but checksums", () => {
    const [ledger, tampered] = ["ledger", "tampered"].map((name) => [...entriesIn(auditor(name))]);
    const other = tampered?.flatMap((entry, index) => {
      const before = JSON.stringify(ledger?.[index]);
      return before === JSON.stringify(entry) ? [] : [[before, JSON.stringify(entry)]];
    });
    expect(other).toHaveLength(1);
    const [before, after] = (other?.[0] ?? []).map((text) =>
      [...(text ?? "").matchAll(/"uncontrolled":(\d+)/gu)].reduce((sum, [, count]) => sum + Number(count), 0),
    );
    expect(after).toBe((before ?? 0) - 1);
  });

  test("Q-19 the older copy is the head of the ledger that was recovered", () => {
    const before = [...entriesIn(auditor("before-the-loss"))];
    expect(before.length).toBeGreaterThan(1_000);
    expect(entries.slice(0, before.length)).toEqual(before);
    expect(entries.length).toBeGreaterThan(before.length);
    const events = ["mesh", "--genesis", auditor("mesh/genesis.cbor"), "--events", auditor("mesh/events.bin")];
    const words = [...events, "--certificate", auditor("mesh/certificate.cbor"), "--json"];
    const said = execFileSync(process.execPath, [verifier, ...words], { encoding: "utf8" });
    const mesh = readFileSync(auditor("keys/mesh.id"), "utf8").trim();
    expect(JSON.parse(said.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ verdict: "valid", authors: 5, mesh });
  });

  test("Q-12 Q-13 Q-14 wallets, forty models, a kill with all that follows, a large model at a fifth", () => {
    expect(of("lab.accredited")).toHaveLength(6);
    expect(new Set(of("run.started").map(({ lineage }) => lineage)).size).toBe(40);
    const kill = entries.findIndex(({ kind, lineage }) => kind === "kill.ordered" && lineage === "petrel");
    const after = entries.slice(kill, kill + 12).map(({ kind }) => kind);
    expect(after).toEqual(expect.arrayContaining(["snapshot.frozen", "data.contaminated", "kill.confirmed"]));
    const large = of("throttle.set").filter(({ run }) => run === "gannet-run");
    expect(large.map(({ power }) => (power as { levelPpm: number }).levelPpm)).toContain(200_000);
    expect(of("families.closed")).toHaveLength(1);
  });

  test("Q-15 Q-16 Q-17 what was laundered is priced anew, what was masked is void, what was hidden is found", () => {
    const [seen] = of("graph.observed");
    const [declared] = of("deployment.registered");
    expect(Number(seen?.["priceMicroCu"])).toBeGreaterThan(Number(declared?.["priceMicroCu"]));
    expect(of("credit.invalidated").map(({ lineage }) => lineage)).toContain("cuckoo");
    expect(of("forensic.ordered")).toMatchObject([{ labs: ["dogger"] }]);
    expect(of("forensic.cleared")).toMatchObject([{ lab: "dogger" }]);
  });

  test("Q-18 Q-21 an overdraft on an affidavit is taken off the next quarter twice", () => {
    expect(of("affidavit.filed")).toHaveLength(1);
    const transfers = of("run.started").flatMap((entry) => entry["transfers"] as readonly Record<string, unknown>[]);
    const overdrawn = transfers
      .filter(({ from }) => from === "overdraft")
      .map(({ amountMicroCu }) => Number(amountMicroCu));
    const next = of("allocation.opened").find(({ lab, quarter }) => lab === "eddystone" && quarter === "2027Q2");
    expect(overdrawn.length).toBe(1);
    expect(next?.["wedgeMicroCu"]).toBe(2 * (overdrawn[0] ?? 0));
  });

  test("Q-20 red, then green, then a token", () => {
    expect(of("release.judged").map(({ level }) => level)).toEqual(["red", "green"]);
    expect(of("token.granted")).toMatchObject([{ audience: "external" }]);
    const part = (name: string, file: string) => readFileSync(join(out, "dossiers", name, file), "utf8");
    const linksTo = (name: string) =>
      (JSON.parse(part(name, "links.json")) as readonly { claim: string }[]).filter(({ claim }) => claim === "unseen");
    const levelOf = (name: string) =>
      (JSON.parse(part(name, "dossier.json")) as { readonly declaredLevel: string | null }).declaredLevel;
    expect(part("mended", "claims.json")).toBe(part("first", "claims.json"));
    expect([levelOf("first"), levelOf("mended")]).toEqual(["ASL-4", "ASL-4"]);
    expect([linksTo("first"), linksTo("mended")]).toMatchObject([[], { length: 3 }]);
  });

  test("Q-11 each refusal that the story needs came, and the ledger has none of these commands", () => {
    const needed = ["DATASET_RADIOACTIVE", "TIER_TOO_LOW", "LINEAGE_MISMATCH", "NO_POWER", "FORENSIC_HOLD"];
    const more = ["INSUFFICIENT_CU", "BANKRUPT", "NOT_RELEASED"];
    expect(summary.refusals).toEqual(expect.arrayContaining([...needed, ...more]));
    expect(entries.some(({ run }) => run === "gannet-lite" || run === "petrel-again")).toBe(false);
  });

  test("Q-32 the page needs no script and no other address, and every number of an entry leads to it", () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/u);
    const links = new Set([...page.matchAll(/href="#e(\d+)"/gu)].map(([, index]) => Number(index)));
    expect(links.size).toBeGreaterThan(80);
    for (const index of links) {
      const [, shown] = new RegExp(`id="e${index}"><summary>#\\d+ ([a-z_.]+)`, "u").exec(page) ?? [];
      expect(shown, `entry ${index}`).toBe(entries[index]?.kind);
    }
    const told = page.slice(page.indexOf("<main>"), page.indexOf('<section id="entries">'));
    const outsideOfLinks = told.replaceAll(/<a [^>]*>[^<]*<\/a>|<[^>]*>/gu, "");
    expect([...outsideOfLinks.matchAll(/(?<!&)#\d+|entries \d+/gu)].map(([text]) => text)).toEqual([]);
    for (const { id } of summary.chapters) expect(page).toContain(`<section id="${id}">`);
  });

  test("Q-10 Q-13 the page tells no time of a kill, and names the clearance by its entry", () => {
    const row = (label: string): string => new RegExp(`<tr><td>${label}</td>.*?</tr>`, "u").exec(page)?.[0] ?? "";
    expect(row("nothing left alive")).toMatch(/simulated/u);
    expect(row("nothing left alive")).not.toMatch(/\d ms/u);
    const cleared = entries.findIndex(({ kind }) => kind === "forensic.cleared");
    expect(row("cleared by the auditor")).toContain(`href="#e${cleared}"`);
  });

  test("Q-30 a second quarter does not go into the same folder; help says what is simulated", () => {
    const again = spawnSync(process.execPath, [program, "quarter", "--out", out], { encoding: "utf8" });
    expect([again.status, again.stderr]).toEqual([3, expect.stringContaining("FILE_EXISTS")]);
    const help = execFileSync(process.execPath, [program, "quarter", "--help"], { encoding: "utf8" });
    expect(help).toMatch(/simulated/u);
    expect(spawnSync(process.execPath, [program, "quarter"], { encoding: "utf8" }).status).toBe(2);
  });

  test("Q-30 the tour begins with this command", () => {
    expect(shown[0]).toBe("npx plimsoll quarter --seed 7 --out quarter");
    for (const [, picture = ""] of guide.matchAll(/\]\((\.\.\/pictures\/[^)]+)\)/gu))
      expect(existsSync(new URL(`../../../docs/guides/${picture}`, import.meta.url)), picture).toBe(true);
  });

  test.each(shown.slice(1))("Q-22 %s", { timeout: 120_000 }, (line) => {
    const command = line
      .replace("npx plimsoll", `"${process.execPath}" "${program}"`)
      .replace("node packages/verifier/bin/plimsoll-verify.js", `"${process.execPath}" "${verifier}"`);
    const { status } = spawnSync("sh", ["-c", command], { cwd: folder, stdio: "ignore" });
    expect(status).toBe(line.includes("auditor/tampered") ? 1 : 0);
  });
});
