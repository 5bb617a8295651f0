import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openDesk, openSite, originOf } from "@plimsoll/governor";
import { logNameIn, signCommand } from "@plimsoll/ledger";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plimsoll } from "./faults/plimsoll-process.ts";

const NAME = "example.org/plimsoll/acme";
const TIMEOUT = { timeout: 60_000 };

const folder = mkdtempSync(join(tmpdir(), "plimsoll-log-name-"));
const data = join(folder, "site");

const init = async (...args: readonly string[]) => await plimsoll(["init", "--data", data, "--json", ...args]);

beforeAll(async () => {
  const made = await init("--log", NAME);
  expect(made.end?.code, made.stderr).toBe(0);
  expect(made.lines().at(-1)).toMatchObject({ type: "summary", created: true, log: NAME });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the sequencer answers to a tick that the node of this site signed for a log. */
function answerTo(log: string) {
  const { desk } = openDesk(data);
  try {
    const claim = { log, id: `tick-for-${log}`, body: { type: "tick", holders: [] }, claimedAt: systemClock.wallMs() };
    return desk.submit(signCommand(claim as Parameters<typeof signCommand>[0], [nodeKey()]));
  } finally {
    desk.close();
  }
}

const nodeKey = () => new FileKeyRing(dataFolder(data).keys).key("node");

test("G-239 a site's log goes by the name that it was made under, whoever opens it", TIMEOUT, () => {
  const { ledger } = dataFolder(data);
  expect(logNameIn(ledger)).toBe(NAME);
  {
    using site = openSite(data);
    site.accredit("acme", 10, 0);
    expect(originOf(site.log)).toBe(NAME);
  }
  const { site, desk } = openDesk(data);
  expect(originOf(site.log)).toBe(NAME);
  desk.close();
  expect(readFileSync(join(ledger, "ledger.vkey"), "utf8").startsWith(`${NAME}+`)).toBe(true);
});

test("G-239 what the same keys signed for a log of the common name is refused here", TIMEOUT, () => {
  expect(answerTo("plimsoll.local/site")).toMatchObject({ kind: "refused", refusal: { code: "OTHER_LOG" } });
  expect(answerTo(NAME)).toMatchObject({ kind: "decided" });
});

test("G-239 the name of a log is not changed later, and is one that a checkpoint can carry", TIMEOUT, async () => {
  const again = await init("--log", "example.org/other");
  expect(again.end?.code).toBe(1);
  expect(again.stderr).toContain("SITE_OPEN_ALREADY");
  const alike = await init("--log", NAME);
  expect(alike.lines().at(-1)).toMatchObject({ created: false, log: NAME });
  const repeated = await init();
  expect(repeated.lines().at(-1)).toMatchObject({ created: false, log: NAME });
  const malformed = await plimsoll(["init", "--data", join(folder, "new"), "--log", "two words"]);
  expect(malformed.end?.code).toBe(2);
  expect(malformed.stderr).toContain("without spaces and plus");
});

test("G-239 a folder without a ledger has no name", () => {
  expect(logNameIn(join(folder, "nowhere"))).toBeNull();
});
