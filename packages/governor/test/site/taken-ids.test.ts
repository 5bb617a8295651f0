import { expect, test } from "vitest";
import type { Clock } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { type Command, starterPolicy } from "@plimsoll/kernel";
import { memoryLedger } from "@plimsoll/ledger";
import { memoryKeyRing, rehearsalKeys, Site } from "../../src/index.ts";

const CLOCK: Clock = { wallMs: () => 1_790_000_000_000, monotonicMs: () => 0 };
const ID = "run.end:acme/run:1@node";

function siteWithTwoLabs(): Site {
  const signingKey = signingKeyFromSeed(new Uint8Array(32).fill(4));
  const ledger = memoryLedger({ origin: "log.example/ids", signingKey });
  const site = new Site({ ledger, keys: memoryKeyRing(rehearsalKeys("taken-ids")), clock: CLOCK });
  site.open("here", starterPolicy);
  site.accredit("acme", 20, 0);
  site.accredit("beta", 20, 0);
  return site;
}

const started = (run: string, lab: string): Command => ({
  type: "run.start",
  run,
  lab,
  lineage: `${run}-line`,
  tier: 1,
  domain: "general",
  basis: { kind: "genesis", seed: "1" },
  datasets: [],
  flopPerSecondMax: "1000",
});

test("G-234 a lab that uses the id of another's command first does not keep that command away", () => {
  const site = siteWithTwoLabs();
  site.must("start", started("acme-run", "acme"));
  site.submitAs(ID, started("beta-run", "beta"), ["lab-beta"]);
  const end: Command = { type: "run.end", run: "acme-run", reason: "killed" };
  expect(site.must(ID, end).map(({ kind }) => kind)).toContain("run.ended");
  expect(site.state.runs.get("acme-run")?.ended).toBe(true);
  // Once more, as after a crash: the same command under the same id of its own.
  expect(site.submit(ID, end).kind).toBe("repeated");
});

test("G-234 an id that one of the same keys used before stays refused for other content", () => {
  const site = siteWithTwoLabs();
  site.must("mine", started("first-run", "acme"));
  expect(site.submit("mine", started("second-run", "acme"))).toMatchObject({ refusal: { code: "ID_REUSED" } });
});

test("G-234 the mark is another at each id", () => {
  const marks = ["one", "two"].map((id) => {
    const site = siteWithTwoLabs();
    site.must("start", started("acme-run", "acme"));
    site.submitAs(id, started("beta-run", "beta"), ["lab-beta"]);
    site.must(id, { type: "run.end", run: "acme-run", reason: "finished" });
    const [last] = [...site.history()].slice(-1);
    return last?.command.split("@")[1];
  });
  expect(marks[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(new Set(marks).size).toBe(2);
});
