import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { type Ledger, openLedger } from "@plimsoll/ledger";
import { afterAll, describe, expect, test } from "vitest";
import { verifyLedger } from "../src/index.ts";
import { identity, temporaryFolders, writeSample } from "./verifier-rig.ts";

const newFolder = temporaryFolders();
const mountPoint = newFolder();

const run = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** A small disk of our own; needs root. */
const isMounted = process.getuid?.() === 0 && run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", mountPoint);

afterAll(() => {
  if (isMounted) run("umount", mountPoint);
});

if (!isMounted) console.warn("full-disk tests are skipped: mounting a tmpfs needs root");

/** Appends until the disk refuses; gives the refusal's code and whether a publication failed on the way. */
function fill(ledger: Ledger, batchEntries: number): string {
  for (let turn = 0; turn < 10_000; turn += 1) {
    try {
      ledger.append(
        Array.from({ length: batchEntries }, () => `{"at":1,"kind":"test.noted","text":"${"x".repeat(700)}"}`),
      );
    } catch (cause) {
      return cause instanceof PlimsollError ? cause.code : String(cause);
    }
  }
  return "never full";
}

/** Writes a file until the disk is full. */
function fillWith(path: string): void {
  try {
    for (;;) appendFileSync(path, Buffer.alloc(4_096));
  } catch (cause) {
    expect(cause).toMatchObject({ code: "ENOSPC" });
  }
}

describe.skipIf(!isMounted)("on a disk that is full", () => {
  test.each([1, 16, 200])("LG-15 a batch of %i is refused whole, and goes in when there is room", (batchEntries) => {
    const directory = join(mountPoint, `batch-${batchEntries}`);
    const ballast = join(mountPoint, "ballast");
    writeFileSync(ballast, Buffer.alloc(128 * 1024));
    const ledger = openLedger({ ...identity, directory });
    expect(fill(ledger, batchEntries)).toBe("DISK_FULL");
    const { size } = ledger;
    expect(size % batchEntries).toBe(0);
    expect(verifyLedger(directory)).toMatchObject({ ok: true, size });
    rmSync(ballast);
    expect(ledger.append(['{"at":2,"kind":"test.noted"}'])).toMatchObject({ firstIndex: size, size: size + 1 });
    ledger.close();
    expect(verifyLedger(directory)).toMatchObject({ ok: true, size: size + 1 });
    expect(readdirSync(directory).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    rmSync(directory, { recursive: true });
  });

  test("LG-15 no ledger is begun, and one can be when there is room", () => {
    const directory = join(mountPoint, "new");
    mkdirSync(directory);
    const ballast = join(mountPoint, "ballast");
    fillWith(ballast);
    expect(() => openLedger({ ...identity, directory })).toThrow(
      expect.objectContaining({ code: "DISK_FULL" }) as Error,
    );
    expect(verifyLedger(directory).ok).toBe(false);
    rmSync(ballast);
    openLedger({ ...identity, directory }).close();
    expect(verifyLedger(directory)).toMatchObject({ ok: true, size: 0 });
    rmSync(directory, { recursive: true });
  });

  test("LG-14 LG-21 a disk that may only be read is refused to the writer and verifies", () => {
    const directory = join(mountPoint, "sample");
    writeSample(directory, 3);
    expect(run("mount", "-o", "remount,ro", mountPoint)).toBe(true);
    expect(() => openLedger({ ...identity, directory })).toThrow(
      expect.objectContaining({ code: "DIRECTORY_NOT_WRITABLE" }) as Error,
    );
    expect(verifyLedger(directory)).toMatchObject({ ok: true, size: 8 });
    expect(run("mount", "-o", "remount,rw", mountPoint)).toBe(true);
  });
});
