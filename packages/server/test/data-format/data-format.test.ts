import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, siteIn } from "@plimsoll/governor";
import { shippedPolicy } from "@plimsoll/kernel";
import { takeWriterLock } from "@plimsoll/ledger";
import { bringUpToDate, formatOf, type FormatStep, writeFormat } from "@plimsoll/server/data-format";
import { expect, test } from "vitest";
import { startDaemon } from "../kit/daemon.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

/** A site as the first versions made it: without a format. */
function oldSite(): { readonly folder: TemporaryFolder; readonly data: string } {
  const folder = new TemporaryFolder();
  const data = join(folder.path, "site");
  using site = siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock);
  site.open("site", shippedPolicy);
  return { folder, data };
}

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return "nothing thrown";
  } catch (cause) {
    return cause instanceof PlimsollError ? cause.code : String(cause);
  }
};

test("SVR-7 a folder of the first versions is brought to format 1 by the daemon, and its ledger is what it was", async () => {
  const { folder, data } = oldSite();
  using _ = folder;
  expect(formatOf(data)).toBe(0);
  const before = readFileSync(join(data, "ledger", "ledger.log"));
  const daemon = await startDaemon(data);
  await daemon.stop();
  expect(formatOf(data)).toBe(1);
  expect(readFileSync(join(data, "format.json"), "utf8")).toBe('{"format":1}\n');
  expect(readFileSync(join(data, "ledger", "ledger.log")).subarray(0, before.length)).toEqual(before);
});

test("SVR-7 a folder of a later version is refused by writer and reader, and nothing in it changes", async () => {
  const { folder, data } = oldSite();
  using _ = folder;
  writeFormat(data, 2);
  const before = readdirSync(data, { recursive: true });
  await expect(startDaemon(data)).rejects.toMatchObject({ code: "DATA_TOO_NEW" });
  await expect(startDaemon(data, { readOnly: true })).rejects.toMatchObject({ code: "DATA_TOO_NEW" });
  expect(readdirSync(data, { recursive: true })).toEqual(before);
});

test("a reader leaves an older folder as it is", async () => {
  const { folder, data } = oldSite();
  using _ = folder;
  const daemon = await startDaemon(data, { readOnly: true });
  await daemon.stop();
  expect(existsSync(join(data, "format.json"))).toBe(false);
});

test.each(["", "{", "[]", '{"format":-1}', '{"format":1.5}', '{"format":1,"more":2}'])(
  "a format.json of %j is no format, and not format 0",
  (text) => {
    using folder = new TemporaryFolder();
    writeFileSync(join(folder.path, "format.json"), text);
    expect(codeOf(() => formatOf(folder.path))).toBe("DATA_FORMAT_MALFORMED");
  },
);

test("a later format adds one step: it runs once, after a copy of what it changes", () => {
  const { folder, data } = oldSite();
  using _ = folder;
  mkdirSync(join(data, "gate"), { recursive: true });
  writeFileSync(join(data, "gate", "jwks.json"), "old");
  let runs = 0;
  const change: FormatStep = {
    changes: ["gate/jwks.json", "not-there"],
    run: (directory) => {
      runs += 1;
      writeFileSync(join(directory, "gate", "jwks.json"), "new");
    },
  };
  const steps = [{ changes: [], run: () => {} }, change];
  bringUpToDate(data, steps);
  bringUpToDate(data, steps);
  expect(runs).toBe(1);
  expect(formatOf(data)).toBe(2);
  expect(readFileSync(join(data, "gate", "jwks.json"), "utf8")).toBe("new");
  expect(readFileSync(join(data, "before-format-2", "gate", "jwks.json"), "utf8")).toBe("old");
  expect(readdirSync(data).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("a step that was cut short runs again, and the copy stays that of what was there before", () => {
  const { folder, data } = oldSite();
  using _ = folder;
  writeFileSync(join(data, "settings"), "old");
  let runs = 0;
  const step: FormatStep = {
    changes: ["settings"],
    run: (directory) => {
      runs += 1;
      writeFileSync(join(directory, "settings"), "half");
      if (runs === 1) throw new Error("cut short");
      writeFileSync(join(directory, "settings"), "new");
    },
  };
  expect(() => bringUpToDate(data, [step])).toThrow("cut short");
  expect(formatOf(data)).toBe(0);
  bringUpToDate(data, [step]);
  expect(formatOf(data)).toBe(1);
  expect(readFileSync(join(data, "before-format-1", "settings"), "utf8")).toBe("old");
  expect(readFileSync(join(data, "settings"), "utf8")).toBe("new");
});

test("while another process is the writer nothing is brought up to date", () => {
  const { folder, data } = oldSite();
  using _ = folder;
  const lock = takeWriterLock(dataFolder(data).ledger);
  expect(codeOf(() => bringUpToDate(data))).toBe("DATA_IN_USE");
  lock.close();
  expect(formatOf(data)).toBe(0);
});
