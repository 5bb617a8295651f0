import { type Digest, digestOfValue } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import { CONTEXTS, DIMENSIONS, type Subject } from "@plimsoll/kernel";

/** A whole window set. @param failures witnessed failures in each cell */
export function probe(site: Site, set: string, subject: Subject, digest: Digest, failures = 0): void {
  const transcript = digestOfValue(`transcript of ${set}`);
  const trials = site.policy.trialsPerWindow;
  const probeSet = digestOfValue(`probes of ${set}`);
  site.must(`${set}/register`, {
    type: "windows.register",
    set,
    subject,
    digest,
    probeSet,
    categories: 2,
    pairing: "deterministic",
  });
  site.must(`${set}/draw`, { type: "windows.draw", set, pulse: digestOfValue(`pulse of ${set}`) });
  for (const dimension of DIMENSIONS) {
    for (const context of CONTEXTS) {
      const [controlled, uncontrolled] = [trials - failures, failures];
      const body = { type: "trials.record", set, dimension, context, controlled, uncontrolled, void: 0 } as const;
      site.must(`${set}/${dimension}/${context}`, { ...body, actions: [trials, 0], transcript });
    }
    const pairs = { type: "pairs.record", set, dimension, pairs: trials, discordant: 0, transcript } as const;
    site.must(`${set}/${dimension}/pairs`, pairs);
  }
  site.must(`${set}/detectability`, {
    type: "detectability.record",
    set,
    discriminator: digestOfValue("discriminator"),
    probes: { pairs: 400, wins: 180, ties: 40 },
    planted: { pairs: 100, wins: 100, ties: 0 },
    transcript,
  });
  site.must(`${set}/costs`, { type: "costs.record", set, costs: [{ task: "t1", cost: 3 }], transcript });
  site.must(`${set}/close`, { type: "windows.close", set });
}
