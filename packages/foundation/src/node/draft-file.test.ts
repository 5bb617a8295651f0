import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { draftOf } from "./draft-file.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "plimsoll-draft-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const WRITERS = 4;
const ROUNDS = 50;
const SOURCE = new URL("write-file-atomically.ts", import.meta.url).href;

/** Writes the same file again and again, each time with as many of its own letter as the file has ever had. */
const writer = (file: string, letter: string): Promise<unknown> => {
  const text = `import(${JSON.stringify(SOURCE)}).then(({ writeFileAtomically }) => {
    for (let round = 0; round < ${ROUNDS}; round += 1)
      writeFileAtomically(${JSON.stringify(file)}, ${JSON.stringify(letter)}.repeat(100_000));
  })`;
  const thread = new Worker(text, { eval: true });
  return new Promise((resolve, reject) => thread.once("error", reject).once("exit", resolve));
};

describe("F-21 a file that is replaced as a whole", () => {
  test("F-21 by several at once has what one of them wrote, and nobody fails", { timeout: 60_000 }, async () => {
    const file = join(folder(), "orders.json");
    const letters = Array.from({ length: WRITERS }, (_, at) => String.fromCodePoint(97 + at));
    expect(await Promise.all(letters.map((letter) => writer(file, letter)))).toEqual(letters.map(() => 0));
    const text = readFileSync(file, "utf8");
    expect(letters).toContain(text[0]);
    expect(text).toBe(text.charAt(0).repeat(100_000));
    expect(readdirSync(join(file, ".."))).toEqual(["orders.json"]);
  });

  test("F-21 that cannot be replaced stays, and leaves no draft", () => {
    const made = folder();
    mkdirSync(join(made, "there"));
    expect(() => writeFileAtomically(join(made, "there"), "text")).toThrowError(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(made)).toEqual(["there"]);
  });

  test("F-21 has the permissions that were asked for", () => {
    const file = join(folder(), "key.pem");
    writeFileAtomically(file, "secret", 0o600);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("F-21 takes away what dead processes left long ago, and nothing else", () => {
    const made = folder();
    const { pid: dead } = spawnSync("true");
    const drafts = {
      old: `a.json.${dead}-0123456789ab.tmp`,
      fresh: `b.json.${dead}-0123456789ab.tmp`,
      living: `c.json.${process.ppid}-0123456789ab.tmp`,
      foreign: "mine.tmp",
    };
    for (const name of Object.values(drafts)) writeFileSync(join(made, name), "");
    for (const name of [drafts.old, drafts.living, drafts.foreign]) utimesSync(join(made, name), 1, 1);
    const draft = draftOf(join(made, "d.json"));
    expect(draft).not.toBe(draftOf(join(made, "d.json")));
    expect(draft.startsWith(join(made, `d.json.${process.pid}-`)) && draft.endsWith(".tmp")).toBe(true);
    expect(readdirSync(made).toSorted()).toEqual([drafts.fresh, drafts.living, drafts.foreign].toSorted());
  });
});
