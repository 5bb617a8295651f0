import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import sqlite from "node:sqlite";
import type { Party } from "./party.ts";
import { FileFault, type SimulatedFiles } from "./simulated-files.ts";
import type { World } from "./world.ts";

/**
 * The simulation stands below the production code, where the operating system stands: while a simulated program takes its
 * event, its file, process, clock and timer calls are answered by the world, and everybody else's by the machine. So the
 * code under test has no seam of its own for this, and none that could differ from what runs elsewhere.
 */
let world: World | null = null;

/** What reading one file of `/proc` costs, ms; a write elsewhere; making a file durable. */
const COST_MS = { open: 0.01, write: 0.05, sync: 2, signal: 0.01 } as const;

const DESCRIPTOR_FIRST = 1_000_000;

interface OpenFile {
  readonly descriptor: number;
  readonly path: string;
  readonly files: SimulatedFiles;
  readonly text: string;
  offset: number;
}

const open = new Map<number, OpenFile>();
let descriptors = DESCRIPTOR_FIRST;

/** Runs `work` with this world below it. One at a time. */
export async function inWorld<T>(below: World, work: () => Promise<T>): Promise<T> {
  if (world !== null) throw new Error("expected one world at a time, got a second");
  install();
  world = below;
  try {
    return await work();
  } finally {
    world = null;
    open.clear();
    descriptors = DESCRIPTOR_FIRST;
  }
}

/** The program that calls, if it is a simulated one. */
const caller = (): Party | null => world?.current ?? null;

function filesAt(path: unknown): SimulatedFiles | null {
  const party = caller();
  if (typeof path !== "string" || world === null || party === null) return null;
  const files = world.filesAt(path);
  return files === null || party.isAlive ? files : deadHands(files);
}

/**
 * Who dies in the middle of an act cannot be torn out of it here as the kernel would. What it does from then on changes
 * nothing and nobody hears of it; it only reads on until it waits for something, which never comes.
 */
const deadHands = (files: SimulatedFiles): SimulatedFiles => ({
  ...unchanging,
  read: (path) => (files.exists(path) ? files.read(path) : ""),
  list: (path) => files.list(path),
  exists: (path) => files.exists(path),
  version: (path) => files.version(path),
});

const unchanging = {
  write: () => {},
  makeDirectory: () => {},
  removeDirectory: () => {},
  remove: () => {},
  rename: () => {},
  sync: () => {},
};

type Call = (...words: never[]) => unknown;

/** Replaces `name` by `answer` where the world answers, which it says by anything but `null`. */
function stand<Name extends string>(
  module: Record<Name, unknown>,
  name: Name,
  answer: (...words: never[]) => (() => unknown) | null,
): void {
  const real = module[name] as Call;
  module[name] = function (this: unknown, ...words: never[]): unknown {
    const simulated = answer(...words);
    return simulated === null ? real.apply(this, words) : simulated();
  };
}

let isInstalled = false;

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  standForFiles();
  standForLocks();
  standForProcesses();
  standForTime();
  syncBuiltinESMExports();
}

function standForFiles(): void {
  const module = fs as unknown as Record<string, unknown>;
  const onPath = (name: string, act: (files: SimulatedFiles, path: string, ...rest: never[]) => unknown): void =>
    stand(module, name, (path: string, ...rest: never[]) => {
      const files = filesAt(path);
      return files === null ? null : () => act(files, path, ...rest);
    });
  const onDescriptor = (name: string, act: (file: OpenFile, ...rest: never[]) => unknown): void =>
    stand(module, name, (descriptor: unknown, ...rest: never[]) => {
      const file = typeof descriptor === "number" ? open.get(descriptor) : undefined;
      return file === undefined ? null : () => act(file, ...rest);
    });
  onPath("openSync", openFile);
  onPath("readdirSync", (files, path, options?: { withFileTypes?: boolean }) => listDirectory(files, path, options));
  onPath("existsSync", (files, path) => files.exists(path));
  onPath("mkdirSync", (files, path, options?: { recursive?: boolean }) =>
    files.makeDirectory(path, options?.recursive === true),
  );
  onPath("rmdirSync", (files, path) => files.removeDirectory(path));
  onPath("rmSync", (files, path) => files.remove(path));
  onPath("unlinkSync", (files, path) => files.remove(path));
  onPath("renameSync", (files, from, to: string) => files.rename(from, to));
  onPath("writeFileSync", (files, path, text: string) => writeFile(files, path, text));
  stand(module, "readFileSync", (path: unknown, ...rest: never[]) => {
    const file = typeof path === "number" ? open.get(path) : undefined;
    if (file !== undefined) return () => encoded(restOf(file), rest[0]);
    const files = filesAt(path);
    return files === null ? null : () => readFile(files, path as string, rest[0]);
  });
  onPath("accessSync", (files, path) => void files.read(path));
  onPath("statSync", statFile);
  onDescriptor("fstatSync", ({ text }) => ({ size: Buffer.byteLength(text) }));
  onDescriptor("closeSync", ({ descriptor }) => void open.delete(descriptor));
  onDescriptor("fsyncSync", (file) => syncFile(file));
  onDescriptor("writeSync", (file, text: string) => {
    if (isAlive()) file.files.write(file.path, file.files.read(file.path) + text);
    return Buffer.byteLength(text);
  });
  onDescriptor("readSync", (file, buffer: Buffer, start: number, length: number) => {
    const bytes = Buffer.from(file.text, "latin1").subarray(file.offset, file.offset + length);
    file.offset += bytes.length;
    return bytes.copy(buffer, start);
  });
}

/** Locks come from the system through SQLite. In a world one program acts at a time, and none waits while it holds one: all get theirs. */
function standForLocks(): void {
  const Real = sqlite.DatabaseSync;
  const opened = (path: string, options: object): object => {
    const files = filesAt(path);
    if (files === null) return new Real(path, options);
    if (!files.exists(path)) files.write(path, "");
    return { exec: () => {}, close: () => {} };
  };
  Object.assign(sqlite, {
    DatabaseSync: function (path: string, options: object) {
      return opened(path, options);
    },
  });
}

function openFile(files: SimulatedFiles, path: string, flags?: unknown): number {
  spend(COST_MS.open);
  if (flags === "wx" && files.exists(path)) throw new FileFault("EEXIST", path);
  if (flags === "w" || flags === "wx") files.write(path, "");
  else if (!files.exists(path) && isAlive()) throw new FileFault("ENOENT", path);
  descriptors += 1;
  const text = flags === "r" && !isDirectory(path) ? files.read(path) : "";
  open.set(descriptors, { descriptor: descriptors, path, files, text, offset: 0 });
  return descriptors;
}

/** The folders that are ever opened as such: to make durable what was created or renamed in them. */
const isDirectory = (path: string): boolean => path.endsWith("/journals") || path.endsWith("/gate");

function listDirectory(files: SimulatedFiles, path: string, options?: { withFileTypes?: boolean }): unknown {
  if (path === "/proc") meet("survey", path);
  const entries = isOverlooked(path) ? [] : files.list(path);
  if (options?.withFileTypes !== true) return entries.map(({ name }) => name);
  return entries.map(({ name, isDirectory: is }) => ({ name, isDirectory: () => is, isFile: () => !is }));
}

/** A seeded defect: a controller that looks after what wardens leave neither by their journals nor by the processes that are there. */
const isOverlooked = (path: string): boolean =>
  (path.endsWith("/journals") || path === "/proc") &&
  caller()?.kind === "controller" &&
  world?.programs.controllerReaps === false;

function readFile(files: SimulatedFiles, path: string, options: unknown): unknown {
  spend(COST_MS.open);
  return encoded(files.read(path), options);
}

/** Enough to tell one content from the next. */
function statFile(files: SimulatedFiles, path: string): unknown {
  meet("read", path);
  if (!files.exists(path)) throw new FileFault("ENOENT", path);
  const version = BigInt(files.version(path));
  return { ino: version, size: BigInt(files.read(path).length), mtimeNs: version, ctimeNs: version };
}

const encoded = (text: string, options: unknown): unknown =>
  options === undefined ? Buffer.from(text, "latin1") : text;

const restOf = (file: OpenFile): string => file.text.slice(file.offset);

function writeFile(files: SimulatedFiles, path: string, text: string): void {
  meet("control", path);
  spend(COST_MS.write);
  if (isAlive()) files.write(path, text);
}

function syncFile(file: OpenFile): void {
  meet("sync", file.path);
  spend(COST_MS.sync);
  if (isAlive()) file.files.sync(file.path);
}

const isAlive = (): boolean => caller()?.isAlive === true;

function standForProcesses(): void {
  stand(
    childProcess as unknown as Record<string, unknown>,
    "spawn",
    (program: string, words: readonly string[], options: { env?: Record<string, string> }) => {
      const party = caller();
      return party === null ? null : () => (world as World).spawn(party, program, words, options.env ?? {});
    },
  );
  stand(process as unknown as Record<string, unknown>, "kill", (target: number, signal: "SIGSTOP") => {
    const party = caller();
    return party === null ? null : () => kill(party, target, signal);
  });
  stand(os as unknown as Record<string, unknown>, "availableParallelism", () =>
    caller() === null ? null : () => (world as World).machine.cores,
  );
}

function kill(party: Party, target: number, signal: "SIGSTOP" | "SIGCONT" | "SIGKILL"): boolean {
  meet("signal", signal);
  spend(COST_MS.signal);
  if (!party.isAlive) return true;
  const { machine } = world as World;
  const found = target < 0 ? machine.signalGroup(-target, signal) : machine.signal(target, signal);
  if (!found) throw new FileFault("ESRCH", String(target));
  return true;
}

function standForTime(): void {
  stand(Date as unknown as Record<string, unknown>, "now", () => {
    const party = caller();
    return party === null ? null : () => party.clock.wallMs();
  });
  stand(process.hrtime as unknown as Record<string, unknown>, "bigint", () => {
    const party = caller();
    return party === null ? null : () => BigInt(Math.floor(party.localMs() * 1_000)) * 1_000n;
  });
  stand(globalThis as unknown as Record<string, unknown>, "setTimeout", (task: () => void, delayMs?: number) => {
    const party = caller();
    return party === null ? null : () => ({ cancel: party.timers.after(delayMs ?? 0, task) });
  });
  stand(globalThis as unknown as Record<string, unknown>, "clearTimeout", (timer?: { cancel?: () => void }) =>
    timer?.cancel === undefined ? null : () => timer.cancel?.(),
  );
}

/** A fault may strike here. */
function meet(act: "read" | "survey" | "control" | "sync" | "signal", detail: string): void {
  const party = caller();
  if (party === null) return;
  (world as World).meet(party, act, detail);
}

function spend(ms: number): void {
  const party = caller();
  if (party?.isAlive === true) party.spend(ms);
}
