import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { kernelWord } from "./desk-ports.ts";
import { isEntry } from "./is-entry.ts";
import { releasePermit } from "./release-permit.ts";
import { requirementIn } from "./requirement.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-entry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const work = { action: "train_start", weights: () => ({ line: [], isFromScratch: true }) } as const;
const site = {} as Parameters<typeof releasePermit>[0];

test("RS-463 a requirement that cannot be followed is one all the same", async () => {
  expect(await releasePermit(site, { data: folder }, work)).toBeNull();
  symlinkSync(join(folder, "nowhere"), requirementIn(folder));
  expect(isEntry(requirementIn(folder))).toBe(true);
  await expect(releasePermit(site, { data: folder }, work)).rejects.toThrow(
    expect.objectContaining({ code: "RELEASE_REQUIRED" }) as Error,
  );
});

test("RS-463 a kernel whose ledger cannot be read has not said nothing: the question fails", () => {
  rmSync(requirementIn(folder));
  expect(kernelWord(folder, [])).toBeNull();
  symlinkSync(join(folder, "nowhere"), join(folder, "ledger"));
  expect(() => kernelWord(folder, [])).toThrow();
});

test("RS-463 a name that the file system cannot look up is not one that is absent", () => {
  expect(isEntry(join(folder, "absent"))).toBe(false);
  expect(() => isEntry(join(folder, "x".repeat(5_000)))).toThrow(
    expect.objectContaining({ code: "ENAMETOOLONG" }) as Error,
  );
});
