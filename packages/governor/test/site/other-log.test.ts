import { expect, test } from "vitest";
import type { Clock } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { starterPolicy } from "@plimsoll/kernel";
import { decisionsIn, type Ledger, memoryLedger, openCause, type SignedCommand } from "@plimsoll/ledger";
import { memoryKeyRing, rehearsalKeys, Site } from "../../src/index.ts";
import { Sequencer } from "../../src/site/sequencer.ts";

const clock: Clock = { wallMs: () => 1_790_000_000_000, monotonicMs: () => 0 };
const keys = memoryKeyRing(rehearsalKeys("other-log"));
const logNamed = (origin: string): Ledger =>
  memoryLedger({ origin, signingKey: signingKeyFromSeed(new Uint8Array(32).fill(3)) });

/** The cause of a site's opening. */
function openingCause(ledger: Ledger): string {
  using site = new Site({ ledger, keys, clock });
  site.open("here", starterPolicy);
  const [decision] = decisionsIn(ledger.leaves());
  return decision?.cause ?? "";
}

const submitted = (cause: string, ledger: Ledger) => {
  const { envelope } = JSON.parse(cause) as { envelope: SignedCommand };
  return new Sequencer({ ledger, clock, keyOf: (keyId) => keys.publicKey(keyId) }).submit(envelope);
};

test("LG-71 a site signs each command for its log", () => {
  expect(openCause(openingCause(logNamed("log.example/a")))?.claim.log).toBe("log.example/a");
});

test("LG-71 a command for another log is refused with OTHER_LOG, though the same keys are known here", () => {
  const cause = openingCause(logNamed("log.example/a"));
  using other = logNamed("log.example/b");
  expect(submitted(cause, other)).toMatchObject({
    kind: "refused",
    refusal: { code: "OTHER_LOG", received: 'one for "log.example/a"' },
  });
  expect(other.size).toBe(0);
  using same = logNamed("log.example/a");
  expect(submitted(cause, same).kind).toBe("decided");
});
