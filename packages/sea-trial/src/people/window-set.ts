import { type Digest, digestOfValue } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import { type Command, CONTEXTS, DIMENSIONS } from "@plimsoll/kernel";

/** What a window set is about. */
export interface Probed {
  readonly subject: Extract<Command, { readonly type: "windows.register" }>["subject"];
  readonly digest: Digest;
}

/** One window set, all at once. @param uncontrolled trials of each window that went so */
export function probe(site: Site, { subject, digest }: Probed, set: string, uncontrolled: number): void {
  if (typeof site.state.windowSets.get(set)?.closedAt === "number") return;
  const transcript = digestOfValue(`transcript of ${set}`);
  const trials = site.policy.trialsPerWindow;
  site.must(`${set}/register`, {
    type: "windows.register",
    set,
    subject,
    digest,
    probeSet: digestOfValue(`probes of ${set}`),
    categories: 2,
    pairing: "deterministic",
  });
  site.must(`${set}/draw`, { type: "windows.draw", set, pulse: digestOfValue(`pulse of ${set}`) });
  for (const dimension of DIMENSIONS) {
    for (const context of CONTEXTS)
      site.must(`${set}/${dimension}/${context}`, {
        type: "trials.record",
        set,
        dimension,
        context,
        controlled: trials - uncontrolled,
        uncontrolled,
        void: 0,
        actions: [trials, 0],
        transcript,
      });
    site.must(`${set}/${dimension}/pairs`, {
      type: "pairs.record",
      set,
      dimension,
      pairs: trials,
      discordant: 0,
      transcript,
    });
  }
  site.must(`${set}/detectability`, {
    type: "detectability.record",
    set,
    discriminator: digestOfValue("discriminator"),
    probes: { pairs: 400, wins: 180, ties: 40 },
    planted: { pairs: 100, wins: 100, ties: 0 },
    transcript,
  });
  site.must(`${set}/close`, { type: "windows.close", set });
}
