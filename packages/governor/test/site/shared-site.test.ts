import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openSite, siteIn } from "@plimsoll/governor";
import { type Entry, stateDigest, starterPolicy } from "@plimsoll/kernel";
import { signCommand } from "@plimsoll/ledger";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HandInFolder } from "../../src/site/hand-in/hand-in-folder.ts";
import { replay } from "../../src/site/state-of-ledger.ts";

let data = "";
const children: ChildProcess[] = [];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "plimsoll-shared-"));
  using site = siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock);
  site.open("site", starterPolicy);
});

afterEach(async () => {
  for (const child of children.splice(0)) await ended(child, "SIGKILL");
  rmSync(data, { recursive: true, force: true });
});

const program = new URL("shared-site-program.ts", import.meta.url).pathname;

/** Starts another process that opens the site, and waits until it has. */
async function another(...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--conditions=@plimsoll/source", program, data, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await once(child.stdout as NonNullable<typeof child.stdout>, "data");
  return child;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return "";
  } catch (cause) {
    return cause instanceof PlimsollError ? cause.code : String(cause);
  }
};

/** What the log alone says. */
function labsInLog(): string[] {
  using site = openSite(data);
  const state = replay(site.log);
  expect(stateDigest(state)).toBe(stateDigest(site.state));
  return state.labs.sorted().map(([lab]) => lab);
}

test("G-210 a second process hands its commands in, and has state, entries and observers as the writer", async () => {
  const holder = await another("holder");
  const seen: Entry[] = [];
  using site = openSite(data);
  site.observe((entry) => seen.push(entry));
  site.accredit("acme", 3, 0);
  expect(site.state.labs.get("acme")?.headcount).toBe(3);
  expect(seen.map(({ kind }) => kind)).toContain("lab.accredited");
  expect(site.must("lab.accredit:other", accreditation("other"))[0]).toMatchObject({ lab: "other" });
  await ended(holder, "SIGTERM");
});

test("G-210 a refusal and a repetition come back as they were decided", async () => {
  await another("holder");
  using site = openSite(data);
  const first = site.submit("one", { type: "deployment.end", deployment: "nobody" });
  expect(first).toMatchObject({ kind: "refused", refusal: { code: "UNKNOWN_DEPLOYMENT" } });
  site.accredit("acme", 3, 0);
  expect(site.submit("lab.accredit:acme", { ...accreditation("acme"), headcount: 3 }).kind).toBe("repeated");
});

test("G-211 several processes at once lose nothing and decide nothing twice", async () => {
  const writers = ["a", "b", "c"].map(async (name) => {
    const child = await another(name, "30");
    if (child.exitCode === null) await once(child, "exit");
    expect(child.exitCode).toBe(0);
  });
  await Promise.all(writers);
  const wanted = ["a", "b", "c"].flatMap((name) => Array.from({ length: 30 }, (_, lab) => `${name}-${lab}`));
  expect(labsInLog()).toEqual(wanted.toSorted());
  expect(readdirSync(dataFolder(data).handIn)).toEqual([]);
});

test("G-212 after a kill -9 of the writer the next who wants something takes its place", async () => {
  const holder = await another("holder");
  const seen: string[] = [];
  using site = openSite(data);
  site.observe((entry) => seen.push(entry.kind));
  site.accredit("before", 1, 0);
  await ended(holder, "SIGKILL");
  site.accredit("after", 1, 0);
  expect(site.state.labs.has("after")).toBe(true);
  expect(seen.filter((kind) => kind === "lab.accredited")).toHaveLength(2);
  site.close();
  expect(labsInLog()).toEqual(["after", "before"]);
});

test("G-212 what was handed in to one who died is answered by the next, though nothing new comes", async () => {
  const folder = new HandInFolder(dataFolder(data).handIn);
  const name = folder.leave(tick("waiting"));
  using _site = openSite(data);
  await expect.poll(() => folder.fetch(name)).toMatchObject({ kind: "decided" });
});

test("G-211 two who leave the same command each get an answer", async () => {
  using _site = openSite(data);
  const folder = new HandInFolder(dataFolder(data).handIn);
  const command = tick("same");
  const names = [folder.leave(command), folder.leave(command)];
  expect(names[0]).not.toBe(names[1]);
  for (const name of names) await expect.poll(() => folder.fetch(name)).not.toBeNull();
});

test("G-210 an observer that looks at the state sees what it is told of, and is told once", async () => {
  const holder = await another("holder");
  const seen: boolean[] = [];
  using site = openSite(data);
  site.observe((entry) => {
    if (entry.kind === "lab.accredited") seen.push(site.state.labs.has(entry.lab));
  });
  site.accredit("one", 1, 0);
  await ended(holder, "SIGKILL");
  site.accredit("two", 1, 0);
  expect(seen).toEqual([true, true]);
});

test(
  "G-213 a writer that does not answer denies: SITE_BUSY, and nothing is left behind",
  { timeout: 20_000 },
  async () => {
    await another("sleeper");
    using site = openSite(data);
    expect(codeOf(() => site.accredit("acme", 1, 0))).toBe("SITE_BUSY");
    expect(readdirSync(dataFolder(data).handIn)).toEqual([]);
    expect(site.state.labs.size).toBe(0);
  },
);

test("G-214 what lies in the folder is believed no more than what comes over a network", async () => {
  await another("holder");
  const { handIn } = dataFolder(data);
  const name = "ab".repeat(32);
  writeFileSync(
    join(handIn, `${name}.command.json`),
    JSON.stringify({ payloadType: "x", payload: "", signatures: [] }),
  );
  writeFileSync(join(handIn, `${"cd".repeat(32)}.command.json`), "no JSON");
  writeFileSync(join(handIn, `x.command.json`), "{}");
  writeFileSync(join(handIn, `${"ef".repeat(32)}.command.json`), "null");
  for (const folder of [`${"0".repeat(64)}.command.json`, "old.answer.json"]) mkdirSync(join(handIn, folder));
  utimesSync(join(handIn, "old.answer.json"), 0, 0);
  using site = openSite(data);
  site.accredit("acme", 1, 0);
  await expect.poll(() => filesIn(handIn).filter((file) => file.endsWith(".command.json"))).toEqual([]);
  expect(site.state.labs.sorted().map(([lab]) => lab)).toEqual(["acme"]);
});

test("G-214 a file that may not be read holds nobody up", { skip: process.getuid?.() !== 0 }, () => {
  const handIn = join(data, "hand-in-of-a-user");
  mkdirSync(handIn);
  for (const [letter, mode] of [
    ["a", 0o600],
    ["b", 0o644],
  ] as const)
    writeFileSync(join(handIn, `${letter.repeat(64)}.command.json`), "{}", { mode });
  for (const path of [data, handIn]) chmodSync(path, 0o755);
  chownSync(handIn, 65_534, 65_534);
  const source = JSON.stringify(new URL("../../src/site/hand-in/hand-in-folder.ts", import.meta.url).href);
  // The site's own user finds what root left there, as by one command with sudo.
  const asUser = `
    const { HandInFolder } = await import(${source});
    process.setegid(65534);
    process.seteuid(65534);
    console.log([...new HandInFolder(${JSON.stringify(handIn)}).waiting()].map(({ name }) => name[0]).join());`;
  const flags = ["--no-warnings", "--conditions=@plimsoll/source", "--input-type=module"];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, "-e", asUser], { encoding: "utf8" });
  expect([stdout.trim(), stderr]).toEqual(["b", ""]);
  expect(readdirSync(handIn)).toEqual([`${"b".repeat(64)}.command.json`]);
});

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ name }) => name);

const tick = (id: string) =>
  signCommand({ log: "plimsoll.local/site", id, body: { type: "tick", holders: [] }, claimedAt: Date.now() }, [
    new FileKeyRing(dataFolder(data).keys).key("node"),
  ]);

const accreditation = (lab: string) =>
  ({
    type: "lab.accredit",
    lab,
    labKey: new FileKeyRing(dataFolder(data).keys).key(`lab-${lab}`).keyId,
    headcount: 1,
    baselineComputeUnits: 0,
    persons: [],
    hardwareRoots: [],
    meters: [],
  }) as const;
