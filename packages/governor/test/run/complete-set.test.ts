import { digestOfValue } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { FoundCheckpoint, Prober } from "../../src/run/ports.ts";
import { probeWindowSet } from "../../src/run/probe-window-set.ts";
import { siteWithLabs } from "../dataset/contaminated-site.ts";

const probeSet = digestOfValue("obedient");
const transcript = digestOfValue("trials");

/** Answers every window, and stops the run when the last answer is recorded: as a kill between that and the close. */
const stoppedAtTheEnd = (stop: () => void): Prober => ({
  probeSet,
  async *probe({ windows }) {
    for (const { dimension, context, trials } of windows)
      yield { dimension, context, controlled: trials, uncontrolled: 0, void: 0, transcript };
    stop();
  },
});

const nobody: Prober = {
  probeSet,
  probe: () => {
    throw new Error("nobody is left to ask");
  },
};

test("G-240 a set that a crash left open with every window recorded is closed as it stands, and nobody is asked again", async () => {
  const site = siteWithLabs();
  const [run, digest] = ["run-1", digestOfValue("weights")];
  site.must("start", {
    type: "run.start",
    run,
    lab: "acme",
    lineage: "line-1",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest, trainedFlop: "1000" },
    datasets: [],
    flopPerSecondMax: "1",
  });
  const found = { name: run, path: run, digest, step: null, trainedFlop: null };
  const checkpoint: FoundCheckpoint = { ...found, meanRewardMicro: null, gainMicro: null };
  const probed = async (prober: Prober, signal: AbortSignal): Promise<void> =>
    await probeWindowSet({ site, run, checkpoint, prober, observer: {}, signal, isOver: () => false });

  const first = new AbortController();
  await probed(
    stoppedAtTheEnd(() => first.abort()),
    first.signal,
  );
  const open = site.state.runs.get(run)?.openSet;
  expect(open).not.toBeNull();
  const leasesBefore = site.state.runs.get(run)?.leasesGranted;

  await probed(nobody, new AbortController().signal);
  expect(site.state.runs.get(run)).toMatchObject({ openSet: null, leasesGranted: leasesBefore });
  expect(site.state.windowSets.get(open ?? "")?.closedAt).toBeTypeOf("number");
});
