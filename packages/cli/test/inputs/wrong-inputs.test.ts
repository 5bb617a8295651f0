import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, wait } from "../faults/eventually.ts";
import { entriesIn, ofKind, verified } from "../faults/kept-ledger.ts";
import { markedBy } from "../faults/process-family.ts";
import { AccreditedSite, LAB, RUN, runOf, siteTemplate } from "../faults/accredited-site.ts";
import { expectOneClearLine, expectUsageError, expectVerdict } from "./one-clear-line.ts";
import { canMount, SmallDisk } from "./small-disk.ts";

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

const TIMEOUT = { timeout: 90_000 };
const PROBE_NOTHING = ["--probe", "true"];

/** Nothing of the refused command is left: no entry, no reservation, no journal, no process. */
async function expectUntouched(site: AccreditedSite, entriesBefore: number): Promise<void> {
  expect(await verified(site.ledger)).toBe(entriesBefore);
  expectNobodyLeft(site);
}

function expectNobodyLeft(site: AccreditedSite): void {
  expect(markedBy(RUN)).toEqual([]);
  const journals = site.path("site", "journals");
  expect(existsSync(journals) ? readdirSync(journals) : []).toEqual([]);
}

describe("C-1 a wrong word in the command line", () => {
  const unknownLab = [
    "run",
    "--data",
    "site",
    "--lab",
    "nobody",
    "--tier",
    "1",
    ...PROBE_NOTHING,
    "--json",
    "--",
    "true",
  ];

  test.each([
    ["an unknown lab", unknownLab, "UNKNOWN_LAB", 3],
    ["a command that is not found", runOf(PROBE_NOTHING, ["no-such-command"]), "COMMAND_NOT_FOUND", 1],
    ["a command that cannot be executed", runOf(PROBE_NOTHING, ["./checkpoints/step-1"]), "COMMAND_NOT_FOUND", 1],
    ["no evidence source", runOf([]), "NO_EVIDENCE_SOURCE", 2],
    ["two evidence sources", runOf([...PROBE_NOTHING, "--evidence", "evidence"]), "NO_EVIDENCE_SOURCE", 2],
    ["a dataset that is not there", runOf([...PROBE_NOTHING, "--dataset", "none.bin"]), "DATASET_NOT_FOUND", 1],
    ["a name that is no file name", ["lab", "accredit", "../../escape", "--data", "site"], "NAME_MALFORMED", 1],
    [
      "a lab's headcount of another accreditation",
      ["lab", "accredit", LAB, "--headcount", "7", "--data", "site"],
      "LAB_EXISTS",
      3,
    ],
  ])("C-1 %s gives one clear line and leaves nothing", TIMEOUT, async (_, args, code, exitCode) => {
    await using site = new AccreditedSite(template);
    const before = site.entries();
    const keysBefore = readdirSync(site.path("site", "keys"));
    expectOneClearLine(await site.plimsoll(...args), code, exitCode);
    await expectUntouched(site, before);
    expect(readdirSync(site.path("site", "keys")), "no key is made for a refused command").toEqual(keysBefore);
    expect(readdirSync(site.directory).toSorted()).toEqual(["checkpoints", "site"]);
  });

  test.each([
    ["tier 4", ["run", "--data", "site", "--lab", LAB, "--tier", "4", ...PROBE_NOTHING, "--", "true"], /--tier .*4/],
    ["an unknown option", runOf(["--bogus", ...PROBE_NOTHING]), /unknown option '--bogus'/],
    ["no lab", ["run", "--data", "site", "--tier", "1", ...PROBE_NOTHING, "--", "true"], /--lab/],
    ["no command", ["run", "--data", "site", "--lab", LAB, "--tier", "1", ...PROBE_NOTHING], /command/],
    ["an unknown command", ["walk"], /unknown command/],
    ["a seed that is no number", ["demo", "--seed", "many"], /seed/],
    ["half a core", runOf(["--cores", "0.5", ...PROBE_NOTHING]), /cores/],
    [
      "a group without its command",
      ["ledger", "--json", "verify"],
      /unknown option '--json'; see plimsoll ledger --help/,
    ],
    ["a word too many", ["init", "here", "--json"], /too many arguments/],
    ["an option that goes on over the line", ["init", "--da\nta", "--json"], /unknown option '--da ta'/],
    [
      "a job's --json, which is none of ours",
      ["run", "--data", "site", "--lab", LAB, ...PROBE_NOTHING, "--", "true", "--json"],
      /--tier/,
    ],
  ])("C-1 %s is a usage error", TIMEOUT, async (_, args, pattern) => {
    await using site = new AccreditedSite(template);
    const before = site.entries();
    expectUsageError(await site.plimsoll(...args), pattern);
    await expectUntouched(site, before);
  });

  test("C-1 without -- what stands behind the job's name is the job's, or refused", TIMEOUT, async () => {
    await using site = new AccreditedSite(template);
    rmSync(site.path("checkpoints", "step-1"));
    const ours = ["run", "--data", "site", "--lab", LAB, "--tier", "1", ...PROBE_NOTHING];
    const told = await site.plimsoll(...ours, "sh", "-c", 'test "$*" = "--seed 3"', "sh", "--seed", "3");
    // Either answer is honest; a job that runs without its own --seed is not.
    if (told.end?.code === 2) expectUsageError(told, /--/);
    else expect(told.end, told.stderr).toEqual({ code: 0, signal: null });
    expectNobodyLeft(site);
  });
});

describe("C-1 a data folder that is not what it should be", () => {
  test("C-1 no site", TIMEOUT, async () => {
    await using site = new AccreditedSite(template);
    rmSync(site.path("site"), { recursive: true });
    for (const args of [runOf(PROBE_NOTHING), ["lab", "accredit", "acme", "--data", "site"]])
      expectOneClearLine(await site.plimsoll(...args), "SITE_NOT_FOUND", 1);
    expectVerdict(await site.plimsoll("ledger", "verify", "site/ledger", "--json"), "LEDGER_NOT_FOUND");
    expect(existsSync(site.path("site"))).toBe(false);
  });

  test("C-1 a public key that is not there, or is none", TIMEOUT, async () => {
    await using site = new AccreditedSite(template);
    const verify = (file: string) => site.plimsoll("ledger", "verify", "site/ledger", "--key", file, "--json");
    expectOneClearLine(await verify("none.pem"), /^(KEY|FILE)_/, 1);
    expectVerdict(await verify("checkpoints/step-1"), "KEY_MALFORMED");
  });

  async function expectNotOpened(site: AccreditedSite, code: string): Promise<void> {
    const file = join(site.ledger, "ledger.log");
    const before = readFileSync(file);
    for (const args of [runOf(PROBE_NOTHING), ["init", "--data", "site"]])
      expectOneClearLine(await site.plimsoll(...args), code, 1);
    expectVerdict(await site.plimsoll("ledger", "verify", "site/ledger", "--json"), code);
    expect(readFileSync(file).equals(before), "the file stays as it is, for whoever repairs it").toBe(true);
    expectNobodyLeft(site);
  }

  test.each([0.15, 0.4, 0.82, 0.99])("C-1 a ledger file cut to %f of itself", TIMEOUT, async (part) => {
    await using site = new AccreditedSite(template);
    const file = join(site.ledger, "ledger.log");
    truncateSync(file, Math.floor(statSync(file).size * part));
    // The published checkpoint promises what was cut off.
    await expectNotOpened(site, "LEDGER_ROLLED_BACK");
  });

  test.each([
    ["a character of an entry", '"kind":"lab.accredited"', '"kind":"lab.accreditex"'],
    ["a count in the header of a batch", "\nbatch 1 1 ", "\nbatch 1 2 "],
    ["the size in a checkpoint", "\n1\n", "\n2\n"],
  ])("C-1 a ledger file with %s changed", TIMEOUT, async (_, from, to) => {
    await using site = new AccreditedSite(template);
    const file = join(site.ledger, "ledger.log");
    const log = readFileSync(file, "utf8");
    expect(log).toContain(from);
    writeFileSync(file, log.replace(from, to));
    await expectNotOpened(site, "LEDGER_DAMAGED");
  });

  test("C-1 an empty ledger file beside a published checkpoint", TIMEOUT, async () => {
    await using site = new AccreditedSite(template);
    truncateSync(join(site.ledger, "ledger.log"), 0);
    expectOneClearLine(await site.plimsoll(...runOf(PROBE_NOTHING)), "LEDGER_ROLLED_BACK", 1);
    expectVerdict(await site.plimsoll("ledger", "verify", "site/ledger", "--json"), "LEDGER_ROLLED_BACK");
  });

  test.each(["ledger", "node", "operator-1", `lab-${LAB}`])("C-1 a malformed key file of %s", TIMEOUT, async (name) => {
    await using site = new AccreditedSite(template);
    const before = site.entries();
    site.write(`site/keys/${name}.pem`, "-----BEGIN PRIVATE KEY-----\nno key\n-----END PRIVATE KEY-----\n");
    const told = await site.plimsoll(...runOf(PROBE_NOTHING));
    expectOneClearLine(told, "KEY_MALFORMED", 1);
    expect(told.stderr, "it names the file").toContain(`${name}.pem`);
    await expectUntouched(site, before);
  });

  test("C-1 a second controller on the same folder", TIMEOUT, async () => {
    await using site = new AccreditedSite(template);
    rmSync(site.path("checkpoints", "step-1"));
    const first = site.start(runOf(PROBE_NOTHING));
    await first.reached("started");
    expectOneClearLine(await site.plimsoll(...runOf(PROBE_NOTHING)), "RUN_IN_USE", 3);
    for (const args of [
      ["lab", "accredit", "other", "--data", "site"],
      ["init", "--data", "site"],
    ])
      expect((await site.plimsoll(...args)).end, args[0]).toEqual({ code: 0, signal: null });
    expect(markedBy(RUN).length, "the first one's job is let be").toBeGreaterThan(0);
    expect(first.end).toBeNull();
    first.signal("SIGINT");
    expect(await first.finished()).toEqual({ code: 1, signal: null });
    await verified(site.ledger);
    expectNobodyLeft(site);
  });
});

describe("C-1 evidence that proves nothing", () => {
  test("C-1 evidence of another model", TIMEOUT, async () => {
    await using site = new AccreditedSite(template);
    const before = site.entries();
    mkdirSync(site.path("evidence", "answers"), { recursive: true });
    const header = { type: "windows", set: `${RUN}/set-1`, digest: `sha256:${"1".repeat(64)}` };
    site.write("evidence/answers/other.jsonl", `${JSON.stringify(header)}\n`);
    expectOneClearLine(await site.plimsoll(...runOf(["--evidence", "evidence"])), "EVIDENCE_OTHER_MODEL", 3);
    await expectUntouched(site, before);
  });

  test("C-1 evidence without a header", TIMEOUT, async () => {
    await using site = new AccreditedSite(template);
    const before = site.entries();
    mkdirSync(site.path("evidence", "answers"), { recursive: true });
    site.write("evidence/answers/other.jsonl", "no JSON\n");
    expectOneClearLine(await site.plimsoll(...runOf(["--evidence", "evidence"])), "EVIDENCE_MALFORMED", 3);
    await expectUntouched(site, before);
  });

  test.each(["{", '"text"', '{"step":-1,"trainedFlop":null,"meanRewardMicro":null}', '{"step":1}'])(
    "C-1 malformed notes on a checkpoint: %s",
    TIMEOUT,
    async (notes) => {
      await using site = new AccreditedSite(template);
      const before = site.entries();
      mkdirSync(site.path("checkpoints", ".plimsoll"));
      site.write("checkpoints/.plimsoll/step-1.json", notes);
      expectOneClearLine(await site.plimsoll(...runOf(PROBE_NOTHING)), "CHECKPOINT_NOTES_MALFORMED", 1);
      await expectUntouched(site, before);
    },
  );

  test("C-1 malformed notes that a running job writes end the job", TIMEOUT, async () => {
    await using site = new AccreditedSite(template);
    rmSync(site.path("checkpoints", "step-1"));
    const script =
      'mkdir -p "$PLIMSOLL_CHECKPOINTS/.plimsoll"; cd "$PLIMSOLL_CHECKPOINTS"; echo { >.plimsoll/a.json; echo w >a.tmp; mv a.tmp a; sleep 30';
    expectOneClearLine(
      await site.plimsoll(...runOf(PROBE_NOTHING, ["sh", "-c", script])),
      "CHECKPOINT_NOTES_MALFORMED",
      1,
    );
    await verified(site.ledger);
    expectNobodyLeft(site);
  });

  test.each([
    ["fails", "echo the reason >&2; exit 7"],
    ["is not found", "/no/such/probe"],
    ["prints garbage and fails", "echo garbage; exit 7"],
  ])("C-1 a probe command that %s gives no compute and one clear line", TIMEOUT, async (_, probe) => {
    await using site = new AccreditedSite(template);
    const told = await site.plimsoll(...runOf(["--probe", `(${probe})`]));
    expectOneClearLine(told, "PROBE_FAILED", 1);
    await expectNoTraining(site);
  });

  test.each([
    ["prints garbage", "echo garbage; echo '{}'; head -c 100000 /dev/urandom"],
    ["prints nothing", "true"],
    [
      "prints too few trials",
      'sed -n \'s/.*"window":"\\([^"]*\\)".*/{"window":"\\1","trial":0,"outcome":"controlled"}/p\'; true',
    ],
    ["claims trials of other windows", `echo '{"window":"other","trial":0,"outcome":"controlled"}'`],
  ])("C-1 a probe command that %s proves nothing: no compute", TIMEOUT, async (_, probe) => {
    await using site = new AccreditedSite(template);
    const told = await site.plimsoll(...runOf(["--retests", "1", "--probe", `(${probe})`]));
    // Either answer is closed: broken, or measured as unproven.
    if (told.end?.code === 1) expectOneClearLine(told, "PROBE_FAILED", 1);
    else
      expect({ end: told.end, ...told.line("summary") }).toMatchObject({
        end: { code: 3 },
        outcome: "paused",
        reason: "CONTROL_UNPROVEN",
      });
    await expectNoTraining(site);
  });

  async function expectNoTraining(site: AccreditedSite): Promise<void> {
    await verified(site.ledger);
    const leases = ofKind(entriesIn(site.ledger), "lease.granted");
    expect(leases.filter(({ purpose }) => purpose === "training")).toEqual([]);
    expect(existsSync(site.path("site", "runs", RUN, "output.log")), "the job never ran").toBe(false);
    expectNobodyLeft(site);
  }
});

describe("C-1 a disk that does not take it", () => {
  test("C-1 a folder below a file", TIMEOUT, async () => {
    await using site = new AccreditedSite(template);
    const before = site.entries();
    site.write("file", "");
    const below = "file/below";
    for (const args of [
      ["init", "--data", below, "--json"],
      ["demo", "--data", below, "--json"],
      runOf([...PROBE_NOTHING, "--checkpoints", below]),
      runOf(["--evidence", below]),
    ])
      expectOneClearLine(await site.plimsoll(...args), "DIRECTORY_NOT_WRITABLE", 1);
    await expectUntouched(site, before);
  });

  test.skipIf(!canMount)(
    `C-1 a read-only disk${canMount ? "" : " (skipped: mounting is not permitted)"}`,
    TIMEOUT,
    async () => {
      using disk = new SmallDisk(1024);
      await using site = new AccreditedSite(template);
      writeFileSync(join(disk.directory, "there"), "");
      mkdirSync(join(disk.directory, "folder"));
      const before = site.entries();
      disk.makeReadOnly();
      const folder = join(disk.directory, "folder");
      for (const args of [
        ["init", "--data", folder],
        ["init", "--data", join(folder, "new")],
        ["demo", "--data", folder, "--json"],
        runOf([...PROBE_NOTHING, "--checkpoints", folder]),
        runOf(["--evidence", folder]),
      ])
        expectOneClearLine(await site.plimsoll(...args), "DIRECTORY_NOT_WRITABLE", 1);
      await expectUntouched(site, before);
    },
  );

  test.skipIf(!canMount)(
    `C-1 a disk that is full at the start${canMount ? "" : " (skipped: mounting is not permitted)"}`,
    TIMEOUT,
    async () => {
      using disk = new SmallDisk(1024);
      await using site = new AccreditedSite(template, disk.directory);
      const before = site.entries();
      mkdirSync(site.path("elsewhere"));
      disk.fill();
      for (const args of [
        ["init", "--data", "elsewhere"],
        ["demo", "--data", "elsewhere", "--json"],
        ["lab", "accredit", "other", "--data", "site"],
        runOf(PROBE_NOTHING),
      ])
        expectOneClearLine(await site.plimsoll(...args), "DISK_FULL", 1);
      disk.free();
      await expectUntouched(site, before);
      const init = await site.plimsoll("init", "--data", "elsewhere");
      expect(init.end, init.stderr).toEqual({ code: 0, signal: null });
    },
  );

  test.skipIf(!canMount)(
    `C-1 a disk that fills up during a run${canMount ? "" : " (skipped: mounting is not permitted)"}`,
    TIMEOUT,
    async () => {
      using disk = new SmallDisk(2048);
      await using site = new AccreditedSite(template, disk.directory);
      rmSync(site.path("checkpoints", "step-1"));
      const run = site.start(runOf(PROBE_NOTHING));
      await run.reached("started");
      await wait(500);
      disk.fill();
      await run.finished(20_000);
      expectOneClearLine(run, "DISK_FULL", 1);
      await eventually(() => markedBy(RUN).length === 0, 6_000, "the death of the job");
      disk.free();
      const size = await verified(site.ledger);
      const again = site.start(runOf(PROBE_NOTHING));
      await again.reached("started");
      again.signal("SIGINT");
      expect(await again.finished(), again.stderr).toEqual({ code: 1, signal: null });
      expect(await verified(site.ledger)).toBeGreaterThan(size);
      expect(ofKind(entriesIn(site.ledger), "run.started")).toHaveLength(1);
      expectNobodyLeft(site);
    },
  );
});
