import type { Digest } from "@plimsoll/foundation";
import type { CommandOf } from "../../command/command.ts";
import type { KernelState } from "../../state/state.ts";
import { KEYS, signed } from "./keys.ts";
import { letter, type Letter, type Step } from "./letter.ts";
import { named } from "./site-letters.ts";

export const W0 = named("w0");
export const DATA = named("data");

type Start = CommandOf<"run.start">;

/** A Tier 1 run of the lab from the imported weights w0, but for what the fields say. */
export const start = (name: string, fields: Partial<Start> = {}): Letter =>
  letter(name, () => [
    signed({
      type: "run.start",
      run: "run-1",
      lab: "acme",
      lineage: "line-1",
      tier: 1,
      domain: "general",
      basis: { kind: "weights", digest: W0, trainedFlop: "0" },
      datasets: [],
      flopPerSecondMax: "1",
      ...fields,
    }),
  ]);

export const startRun = start("start run-1");
/** A second run of the same lineage. */
export const fork = start("fork run-2", { run: "run-2" });
export const genesis = start("start run-1 from scratch", { basis: { kind: "genesis", seed: "7" } });

export const headOf = (state: KernelState, run: string): Digest | null => state.runs.get(run)?.head ?? null;

export const lease = (run = "run-1"): Letter =>
  letter(`lease ${run}`, () => [signed({ type: "lease.request", lease: `lease-of-${run}`, run, node: "node-1" })]);

export const endLease = letter("give the lease back", () => [
  signed({ type: "lease.end", lease: "lease-of-run-1", reason: "released" }),
]);

/** New weights, so many FLOP further than the newest. */
export const checkpoint = (name: string, flop: number, run = "run-1"): Letter =>
  letter(name, ({ state }) => checkpointOf(state, run, flop));

function checkpointOf(state: KernelState, run: string, flop: number): readonly Step[] {
  const head = headOf(state, run);
  const before = head === null ? "0" : (state.checkpoints.get(head)?.trainedFlop ?? "0");
  const digest = named(`w${state.checkpoints.size}`);
  const trainedFlop = `${BigInt(before) + BigInt(flop)}`;
  return [signed({ type: "checkpoint.register", run, digest, step: null, trainedFlop })];
}

/** Inside one cover, and beyond it. */
export const trainOn = checkpoint("train 400 FLOP on", 400);
export const trainFar = checkpoint("train 1 100 FLOP on", 1_100);

/** Wins of a hundred comparisons, in both contexts: 50 is Tier 1, 85 Tier 2, 100 Tier 3. */
export const benchmark = (wins: number, run = "run-1"): Letter =>
  letter(`benchmark the newest weights at ${wins} %`, ({ state }) => {
    const digest = headOf(state, run);
    const score = { comparisons: 100, wins };
    return digest === null
      ? []
      : [
          signed({
            type: "benchmark.record",
            run,
            digest,
            source: named("benchmark"),
            population: named("population"),
            eval: score,
            shadow: score,
            capabilityGainMicroCu: null,
          }),
        ];
  });

export const buyQuantum = letter("buy a quantum", () => [signed({ type: "quantum.buy", run: "run-1" })]);

export const approveReserve = letter("two operators approve the Reserve Class", () => [
  signed({ type: "reserve.approve", run: "run-1" }),
]);

/** One operator is not two, however often it signs. */
export const approveReserveAlone = letter("one operator approves the Reserve Class", () => [
  signed({ type: "reserve.approve", run: "run-1" }, [KEYS.operatorA, KEYS.operatorA, KEYS.lab]),
]);

export const endRun = letter("end run-1", () => [signed({ type: "run.end", run: "run-1", reason: "finished" })]);

export const registerData = letter("register a dataset", () => [
  signed({ type: "dataset.register", lab: "acme", dataset: DATA, chunks: [named("chunk")], derivedFrom: [] }),
]);

export const release = (digest: Digest): Letter =>
  letter("release the lineage", () => [signed({ type: "lineage.release", lineage: "line-1", digest })]);
