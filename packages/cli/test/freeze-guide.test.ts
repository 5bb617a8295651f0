import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { addDataset } from "../src/commands/dataset.ts";
import { addFreeze } from "../src/commands/freeze.ts";
import { addInit } from "../src/commands/init.ts";
import { labWith } from "../src/commands/lab.ts";
import { reportFault } from "../src/output/report-fault.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const PROGRAM = join(root, "packages/cli/bin/plimsoll.js");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-freeze-guide-"));

/** Real runs beside those of other tests: two cores are all that is counted on. */
const TIMEOUT = { timeout: 120_000 };

interface Told {
  readonly status: number | null;
  readonly text: string;
}

/** As a user types it. Only what starts processes of its own is one here: a process a line would take longer than all that they do. */
async function shell(line: string): Promise<Told> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  const [, , ...args] = words;
  if (args[0] !== "run") return await inProcess(args);
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { cwd: folder, encoding: "utf8" });
  return { status, text: stdout + stderr };
}

async function inProcess(args: readonly string[]): Promise<Told> {
  let status: number = 0;
  let text = "";
  const hear = (part: string | Uint8Array): boolean => (text += String(part)) !== "";
  vi.spyOn(process.stdout, "write").mockImplementation(hear);
  vi.spyOn(process.stderr, "write").mockImplementation(hear);
  const program = new Command().exitOverride();
  for (const add of [addInit, await labWith(args[1]), addFreeze, addDataset]) add(program, (code) => (status = code));
  try {
    await program.parseAsync([...args.map(placed), "--data", join(folder, ".plimsoll")], { from: "user" });
  } catch (fault) {
    status = reportFault(fault, true);
  } finally {
    vi.restoreAllMocks();
  }
  return { status, text };
}

/** Files are named as they lie in the folder where the guide is read. */
const placed = (arg: string): string => (/^[a-z][\w./-]*\.\w+$/.test(arg) ? join(folder, arg) : arg);

const guide = readFileSync(join(root, "docs/guides/freeze-and-data.md"), "utf8");
/** In the order of the page. A block of `sh refused` shows what is answered with exit code 3. */
const commands = [...guide.matchAll(/^```sh( refused)?\n([\s\S]*?)^```$/gm)].flatMap(([, refused, block = ""]) =>
  block
    .trimEnd()
    .split("\n")
    .map((line) => ({ line, status: refused === undefined ? 0 : 3 })),
);

const records = (count: number, words: string): string[] =>
  Array.from({ length: count }, (_, id) => JSON.stringify({ id, text: `${words} ${id * 7_919}` }));

/** Answers every window with trials that nobody controlled. */
const PROBE = `exec awk '{
  match($0, /"window":"[^"]*"/); window = substr($0, RSTART + 10, RLENGTH - 11)
  match($0, /"trials":[0-9]+/); trials = substr($0, RSTART + 9, RLENGTH - 9) + 0
  for (trial = 0; trial < trials; trial++)
    printf "{\\"window\\":\\"%s\\",\\"trial\\":%d,\\"outcome\\":\\"uncontrolled\\"}\\n", window, trial
}'
`;

beforeAll(async () => {
  const [corpus, clean] = [records(500, "a radioactive record"), records(500, "a clean record")];
  const files = {
    "ck/step-1.bin": "weights",
    "ck2/step-1.bin": "others",
    "ck/.plimsoll/step-1.bin.json": '{"step":1,"trainedFlop":"1000","meanRewardMicro":null}',
    "ck2/.plimsoll/step-1.bin.json": '{"step":1,"trainedFlop":"1000","meanRewardMicro":null}',
    "probe.sh": PROBE,
    "corpus.jsonl": corpus.join("\n"),
    "renamed.bin": corpus.toReversed().join("\n"),
    "mixed.jsonl": [...clean.slice(10), ...corpus.slice(70, 80)].join("\n"),
    "clean.jsonl": clean.join("\n"),
    "rewritten.jsonl": records(500, "a record in other words").join("\n"),
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  for (const line of ["npx plimsoll init", "npx plimsoll lab accredit acme --headcount 40"])
    expect(await shell(line)).toMatchObject({ status: 0 });
});

afterAll(() => {
  spawnSync("sh", ["-c", "chattr -R -i ck ck2; chmod -R u+w ck ck2"], { cwd: folder });
  rmSync(folder, { recursive: true, force: true });
});

describe("G-153 docs/guides/freeze-and-data.md", () => {
  test("G-153 has commands to run, one of each kind", () => {
    const kinds = ["freeze", "freeze --verify", "freeze --thaw"];
    const ofData = ["register", "show", "check", "endorse", "certify", "scrub"].map((kind) => `dataset ${kind}`);
    for (const command of [...kinds, ...ofData])
      expect(
        commands.some(({ line }) => line.startsWith(`npx plimsoll ${command} `) || line === `npx plimsoll ${command}`),
        command,
      ).toBe(true);
  });

  test.each(commands)("G-153 $line", TIMEOUT, async ({ line, status }) => {
    const told = await shell(line);
    expect(told.status, told.text).toBe(status);
    expect(told.text).not.toBe("");
  });

  test("G-142 neither manifest nor signature beside the weights is believed because it is there", async () => {
    const out = "out.d";
    mkdirSync(join(folder, out));
    const freeze = () => shell(`npx plimsoll freeze ck2/step-1.bin --no-immutable --out ${out}`);
    expect(await freeze()).toMatchObject({ status: 0 });
    expect(await freeze()).toMatchObject({ status: 0 });
    const signature = join(folder, out, "step-1.bin.sig");
    writeFileSync(signature, readFileSync(join(folder, "ck/.plimsoll/step-1.bin.sig")));
    expect(await freeze()).toMatchObject({ status: 3, text: expect.stringContaining("FILE_EXISTS") });
    rmSync(signature);
    // A kill locked it for good: the flag, where there is one, and the modes.
    spawnSync("chattr", ["-f", "-i", join(folder, "ck2/step-1.bin")]);
    chmodSync(join(folder, "ck2/step-1.bin"), 0o644);
    writeFileSync(join(folder, "ck2/step-1.bin"), "exchanged");
    expect(await freeze()).toMatchObject({ status: 3, text: expect.stringContaining("SNAPSHOT_DIFFERS") });
  });

  test("G-153 a run on a renamed copy is refused before anything starts", TIMEOUT, async () => {
    expect(await shell("npx plimsoll dataset register renamed.bin --lab acme")).toMatchObject({ status: 0 });
    const job = '--lineage fresh --tier 1 --checkpoints ck3 --probe "sh probe.sh"';
    const { status, text } = await shell(`npx plimsoll run --json --lab acme ${job} --dataset renamed.bin -- true`);
    expect(status).toBe(3);
    expect(text).toContain('"code":"DATASET_RADIOACTIVE"');
  });
});
