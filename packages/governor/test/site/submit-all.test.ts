import { PlimsollError } from "@plimsoll/foundation";
import { type Command, type Entry, shippedPolicy, stateDigest } from "@plimsoll/kernel";
import { type Ledger, memoryLedger, signCommand, type SignedCommand } from "@plimsoll/ledger";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryKeyRing, rehearsalKeys } from "../../src/site/key-ring.ts";
import { Sequencer } from "../../src/site/sequencer.ts";
import { openingCommand } from "../../src/site/site.ts";
import { replay } from "../../src/site/state-of-ledger.ts";

const ORIGIN = "plimsoll.local/site";
const keys = memoryKeyRing(rehearsalKeys("submit-all"));
const NOW_MS = 1_790_000_000_000;
const clock = { wallMs: () => NOW_MS, monotonicMs: () => 0 };

const signed = (id: string, body: unknown, names: readonly string[], log = ORIGIN): SignedCommand =>
  signCommand(
    { log, id, body, claimedAt: NOW_MS },
    names.map((name) => keys.key(name)),
  );

const OPERATORS = ["operator-1", "operator-2"];

/** An open site over a ledger. */
function opened(ledger: Ledger = memoryLedger({ origin: ORIGIN, signingKey: keys.key("ledger") })) {
  const sequencer = new Sequencer({ ledger, clock, keyOf: (keyId) => keys.publicKey(keyId) });
  const told: Entry[] = [];
  sequencer.submit(signed("open", openingCommand("site", shippedPolicy, keys), OPERATORS));
  sequencer.observe((entry) => told.push(entry));
  return { sequencer, ledger, told };
}

const oneOf = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);
const artifact = oneOf("a", "b", "c").map((name) => `sha256:${name.repeat(64)}` as const);

const judged = (digest: `sha256:${string}`, level: "green" | "red"): Command => ({
  type: "release.judge",
  artifact: digest,
  level,
  pack: digest,
  expiresAt: NOW_MS + 86_400_000,
});

/** Commands that meet each other: names collide, one needs another, some are refused, some are no commands. */
const body = fc.oneof(
  artifact.map((digest) => judged(digest, "green")),
  oneOf("acme", "beta").map((lab): Command => ({
    type: "lab.accredit",
    lab,
    labKey: keys.key(`lab-${lab}`).keyId,
    headcount: 20,
    baselineComputeUnits: 0,
    persons: [],
    hardwareRoots: [],
    meters: [],
  })),
  fc
    .record({ run: oneOf("r1", "r2", "r3"), lab: oneOf("acme", "beta"), digest: artifact })
    .map(({ run, lab, digest }): Command => ({
      type: "run.start",
      run,
      lab,
      lineage: `${lab}-line`,
      tier: 1,
      domain: "general",
      basis: { kind: "weights", digest, trainedFlop: "0" },
      datasets: [],
      flopPerSecondMax: "1",
    })),
  oneOf("r1", "r2", "nobody").map((run): Command => ({ type: "run.end", run, reason: "finished" })),
  fc.constant<Command>({ type: "tick", holders: [] }),
  fc.constant({ type: "unheard-of" }),
);

const command = fc
  .record({
    id: fc.nat(7).map((number) => `id-${number}`),
    body,
    names: oneOf<readonly string[]>([...OPERATORS, "lab-acme", "lab-beta", "node"], OPERATORS, ["node"], []),
    log: fc.oneof({ weight: 9, arbitrary: fc.constant(ORIGIN) }, { weight: 1, arbitrary: fc.constant("elsewhere") }),
    isBroken: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  })
  .map(({ id, body: said, names, log, isBroken }) => {
    const envelope = signed(id, said, names, log);
    return isBroken ? { ...envelope, payload: envelope.payload.slice(4) } : envelope;
  });

describe("several commands at once", () => {
  test("SVR-50 lead to the entries, the answers and the state that they lead to one by one", () => {
    fc.assert(
      fc.property(fc.array(fc.array(command, { maxLength: 12 }), { maxLength: 4 }), (groups) => {
        const [together, alone] = [opened(), opened()];
        const answers = groups.flatMap((group) => together.sequencer.submitAll(group));
        expect(answers).toEqual(groups.flat().map((each) => alone.sequencer.submit(each)));
        expect([...together.ledger.entries()]).toEqual([...alone.ledger.entries()]);
        expect([...together.ledger.leaves()]).toEqual([...alone.ledger.leaves()]);
        expect(together.ledger.root).toEqual(alone.ledger.root);
        expect(together.told).toEqual(alone.told);
        expect(stateDigest(together.sequencer.state)).toBe(stateDigest(alone.sequencer.state));
        expect(stateDigest(replay(together.ledger))).toBe(stateDigest(together.sequencer.state));
      }),
      { numRuns: 60 },
    );
  });

  test("SVR-50 G-231 a ledger that fails leaves the state, the log and everybody who listens as they were", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (group) => {
        const { sequencer, ledger, told } = opened();
        const before = { digest: stateDigest(sequencer.state), size: ledger.size };
        const appendAll = ledger.appendAll.bind(ledger);
        ledger.appendAll = () => {
          throw new PlimsollError({ code: "LEDGER_IO_FAILED", expected: "", received: "", fix: "" });
        };
        try {
          sequencer.submitAll(group);
        } catch (cause) {
          expect(cause).toMatchObject({ code: "LEDGER_IO_FAILED" });
        }
        expect({ digest: stateDigest(sequencer.state), size: ledger.size }).toEqual(before);
        expect(told).toEqual([]);
        ledger.appendAll = appendAll;
        expect(sequencer.submitAll(group)).toEqual(opened().sequencer.submitAll(group));
      }),
      { numRuns: 40 },
    );
  });

  test("SVR-50 G-231 all of them are one append", () => {
    const { sequencer, ledger } = opened();
    const appended: number[] = [];
    const appendAll = ledger.appendAll.bind(ledger);
    ledger.appendAll = (decisions) => {
      appended.push(decisions.length);
      return appendAll(decisions);
    };
    const digest = (place: number): `sha256:${string}` => `sha256:${String(place).padStart(64, "0")}`;
    const group = Array.from({ length: 300 }, (_, place) =>
      signed(`j${place}`, judged(digest(place), "red"), OPERATORS),
    );
    expect(sequencer.submitAll(group).every(({ kind }) => kind === "decided")).toBe(true);
    expect(appended).toEqual([300]);
  });
});
