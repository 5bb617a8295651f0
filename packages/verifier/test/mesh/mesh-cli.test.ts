import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { runVerifierCli } from "../../src/index.ts";
import { framesOf, Maker } from "./maker.ts";
import { angles, certificateOf, judgeMade, sampleMesh } from "./sample.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-verify-mesh-"));
afterAll(() => rmSync(folder, { recursive: true }));

const put = (name: string, bytes: Buffer): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

const { maker, authors, made } = sampleMesh();
const of = judgeMade(maker, made);
const [genesis, events] = [put("genesis", maker.genesis), put("events", framesOf(made))];
const certificate = put("certificate", certificateOf(maker, { chains: authors, of, by: maker.keys }));

async function run(...argv: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await runVerifierCli(["mesh", ...argv], (line) => lines.push(line));
  return { code, lines };
}

const summaryOf = (lines: readonly string[]) => JSON.parse(lines.at(-1) ?? "") as Record<string, unknown>;

test("ME-378 ME-379 a valid set ends in 0 and a summary", async () => {
  const { code, lines } = await run(
    "--genesis",
    genesis,
    "--events",
    events,
    "--certificate",
    certificate,
    "--root",
    of.eventRoot,
    "--json",
  );
  expect(code).toBe(0);
  expect(summaryOf(lines)).toMatchObject({
    type: "summary",
    verdict: "valid",
    events: made.length,
    authors: 3,
    eventRoot: of.eventRoot,
    stateHash: of.stateHash,
    budgetHash: of.budgetHash,
    dangling: 0,
    forks: 0,
    findings: 0,
    seconds: expect.any(Number) as number,
  });
});

test("ME-379 in words: a table, the findings, the verdict last", async () => {
  const { code, lines } = await run("--genesis", genesis, "--events", events);
  expect(code).toBe(0);
  expect(lines.at(-1)).toMatch(/^VALID {2}19 events of 3 authors, 0 invalid, 0 incomplete, 0 note, [\d.]+ s$/);
  expect(lines).toContain(`stateHash         ${of.stateHash}`);
  expect(lines.at(-2)).toBe("certificate       none given: a truncation cannot be seen");
});

test("ME-362 several files, and the files of a folder, are united", async () => {
  const shards = join(folder, "shards");
  mkdirSync(join(shards, "below"), { recursive: true });
  authors.forEach(({ made }, at) => put(`shards/${at}`, framesOf(made)));
  const files = [0, 1, 2].flatMap((at) => ["--events", join(shards, `${at}`)]);
  expect(summaryOf((await run("--genesis", genesis, ...files, "--json")).lines)).toMatchObject({
    eventRoot: of.eventRoot,
  });
  expect(summaryOf((await run("--genesis", genesis, "--events", shards, "--json")).lines)).toMatchObject({
    eventRoot: of.eventRoot,
  });
});

test("ME-378 an invalid or incomplete set ends in 3, each finding on a line", async () => {
  const cut = put("cut", framesOf(made.slice(0, -1)));
  const { code, lines } = await run("--genesis", genesis, "--events", cut, "--certificate", certificate, "--json");
  expect([code, summaryOf(lines)["verdict"]]).toEqual([3, "incomplete"]);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    type: "finding",
    weight: "incomplete",
    code: "CERTIFICATE_PARTS_MISSING",
  });
  const words = await run("--genesis", genesis, "--events", cut, "--certificate", certificate);
  expect([words.code, words.lines.at(-1)?.slice(0, 10)]).toEqual([3, "INCOMPLETE"]);
});

test("ME-378 broken input ends in 1, wrong usage in 2", async () => {
  const nowhere = join(folder, "nowhere");
  const broken = [
    ["--genesis", nowhere, "--events", events],
    ["--genesis", events, "--events", events],
    ["--genesis", genesis, "--events", nowhere],
    ["--genesis", genesis, "--events", events, "--certificate", nowhere],
    ["--genesis", genesis, "--events", events, "--certificate", genesis],
  ];
  for (const argv of broken) {
    expect((await run(...argv)).code).toBe(1);
    expect(summaryOf((await run(...argv, "--json")).lines)).toMatchObject({ type: "summary", verdict: "broken" });
  }
  const wrong = [
    ["--genesis", genesis],
    ["--events", events],
    ["--genesis", genesis, "--events", events, "--root", "ab"],
    ["--genesis", genesis, "--events", events, "--anchor", "zz".repeat(32)],
    ["--genesis", genesis, "--events", events, "--unknown"],
    ["--genesis", genesis, "--events", events, "more"],
  ];
  for (const argv of wrong) expect((await run(...argv)).code).toBe(2);
});

const DIMENSIONS = 384;
const BIN = fileURLToPath(new URL("../../bin/plimsoll-verify.js", import.meta.url));

/** 20 authors with 500 events each, of 384 dimensions, each citing another chain. */
function tenThousand(isBatched: boolean) {
  const maker = new Maker({ members: 20, dimensions: DIMENSIONS });
  const authors = maker.keys.map((_, at) => maker.author(at));
  const turns = Array.from({ length: DIMENSIONS }, (_, at) => (at * 977) % 65_536);
  const fields = [null, "encoder", 1, angles(...turns), Buffer.alloc(0)];
  authors.forEach((author, at) => {
    const parents = [(authors[(at + 1) % authors.length] as (typeof authors)[0]).tip];
    const drafts = Array.from({ length: 499 }, (_, place) => ({
      kind: "thought",
      fields,
      ...(place === 0 && { parents }),
    }));
    if (!isBatched) for (const draft of drafts) author.say("thought", fields, draft);
    else for (let from = 0; from < drafts.length; from += 50) author.batch(drafts.slice(from, from + 50));
  });
  return { maker, authors, made: authors.flatMap(({ made }) => made) };
}

test.each([
  ["one by one", false],
  ["in batches of 50", true],
])(
  "ME-380 S4 10 000 events of 384 dimensions, signed %s, take the program at most 10 s",
  (how, isBatched) => {
    const { maker, authors, made } = tenThousand(isBatched);
    const big = put("big", framesOf(made));
    const of = judgeMade(maker, made);
    const signed = put("big.certificate", certificateOf(maker, { chains: authors, of, by: maker.keys }));
    const argv = [
      "mesh",
      "--genesis",
      put("big.genesis", maker.genesis),
      "--events",
      big,
      "--certificate",
      signed,
      "--json",
    ];
    const began = performance.now();
    const { status, stdout } = spawnSync(process.execPath, [BIN, ...argv], { encoding: "utf8" });
    const seconds = (performance.now() - began) / 1000;
    expect(status).toBe(0);
    expect(summaryOf(stdout.trim().split("\n"))).toMatchObject({
      verdict: "valid",
      events: 10_000,
      stateHash: of.stateHash,
    });
    console.info(
      `S4  10 000 events of 384 dimensions, signed ${how}, verified in  ${seconds.toFixed(2)} s  (bar 10 s)`,
    );
    expect(seconds).toBeLessThan(10);
  },
  120_000,
);
