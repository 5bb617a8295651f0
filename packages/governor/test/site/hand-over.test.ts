import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { askForLedger, dataFolder, FileKeyRing, openDesk, openSite, replay, siteIn } from "@plimsoll/governor";
import { stateDigest, starterPolicy } from "@plimsoll/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";

let data = "";
let decider: ChildProcess;
let told = "";

const program = new URL("hand-over-program.ts", import.meta.url).pathname;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), "plimsoll-hand-over-"));
  {
    using site = siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock);
    site.open("site", starterPolicy);
  }
  told = "";
  decider = spawn(process.execPath, ["--conditions=@plimsoll/source", program, data], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  decider.stdout?.setEncoding("utf8").on("data", (text: string) => (told += text));
  await moreLabs(2);
});

afterEach(async () => {
  await killed();
  rmSync(data, { recursive: true, force: true });
});

async function killed(): Promise<void> {
  if (decider.exitCode !== null || decider.signalCode !== null) return;
  decider.kill("SIGKILL");
  await once(decider, "exit");
}

const labsTold = (): string[] => told.split("\n").slice(0, -1);

/** Waits until so many further labs were accredited. */
async function moreLabs(count: number): Promise<void> {
  const until = labsTold().length + count;
  for (let waitedMs = 0; labsTold().length < until; waitedMs += 10) {
    expect(waitedMs, "ms without a decision").toBeLessThan(20_000);
    expect(decider.exitCode).toBeNull();
    await wait(10);
  }
}

type Desk = ReturnType<typeof openDesk>;

/** Opens the site as a daemon does that is not the first: null while somebody else decides. */
function deskIfFree(): Desk | null {
  try {
    return openDesk(data);
  } catch (cause) {
    if (cause instanceof PlimsollError && cause.code === "DATA_IN_USE") return null;
    throw cause;
  }
}

async function deskAfterAsking(): Promise<Desk> {
  const asking = askForLedger(data);
  for (let waitedMs = 0; ; waitedMs += 10) {
    asking.ask();
    await wait(10);
    const desk = deskIfFree();
    if (desk !== null) {
      asking.withdraw();
      return desk;
    }
    expect(waitedMs, "ms until the ledger was handed over").toBeLessThan(10_000);
  }
}

test("SVR-166 who decides hands the ledger over when asked, goes on through the other one, and takes it back when that one ends", async () => {
  expect(deskIfFree()).toBeNull();
  for (let round = 0; round < 5; round += 1) {
    const { site, desk } = await deskAfterAsking();
    const before = desk.state.entryCount;
    await moreLabs(3);
    // Decided here, by the one who asked.
    expect(desk.state.entryCount).toBeGreaterThan(before);
    site.close();
    await moreLabs(3);
    expect(deskIfFree(), "the first one decides again").toBeNull();
  }
  await killed();
  using site = openSite(data);
  const state = replay(site.log);
  expect(stateDigest(state)).toBe(stateDigest(site.state));
  const labs = state.labs.sorted().map(([lab]) => lab);
  // The last one may be decided and not told any more.
  expect(labs.length - labsTold().length).toBeLessThanOrEqual(1);
  expect(labs).toEqual(expect.arrayContaining(labsTold()));
}, 60_000);

test("SVR-166 a question of one who died costs nothing: the ledger is given up once at most, and the question is gone", async () => {
  askForLedger(data).ask();
  await moreLabs(5);
  expect(existsSync(join(dataFolder(data).handIn, "ledger.wanted"))).toBe(false);
  expect(deskIfFree(), "the one who was asked decides again").toBeNull();
}, 60_000);
