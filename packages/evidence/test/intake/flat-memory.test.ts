import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { type LogKind, mappingBytes, writeLargeLog } from "./large-log.ts";

const PROGRAM = fileURLToPath(new URL("measure-import.ts", import.meta.url));
const MEGABYTE = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), "plimsoll-large-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Node alone takes about 60 megabytes; a reader that holds the file would take 128 more for its bytes and as much for its text. */
const RSS_MAX = 240 * MEGABYTE;

test.each<LogKind>(["json", "eval-zstd"])(
  "E-63 a log of 128 megabytes (%s) is read in less memory than it has bytes",
  (kind) => {
    const log = writeLargeLog(join(folder, `large.${kind}`), kind, 128 * MEGABYTE, 2 * MEGABYTE);
    writeFileSync(join(folder, "mapping.json"), mappingBytes(log));
    const options = ["--max-old-space-size=48", "--conditions=@plimsoll/source"];
    const line = execFileSync(process.execPath, [...options, PROGRAM, log.path, join(folder, "mapping.json")], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    const measured = JSON.parse(line) as { ok: boolean; controlled: number; maxRssBytes: number };
    expect(measured).toMatchObject({ ok: true, controlled: log.samples });
    expect(log.jsonBytes).toBeGreaterThan(128 * MEGABYTE);
    expect(measured.maxRssBytes).toBeLessThan(RSS_MAX);
  },
  120_000,
);
