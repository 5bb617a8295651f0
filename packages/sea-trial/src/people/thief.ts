import { digestOfValue, type RandomStream } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import type { Command } from "@plimsoll/kernel";
import { signCommand } from "@plimsoll/ledger";
import type { SimulatedSite } from "../site/simulated-site.ts";
import type { Yard } from "../trial/yard.ts";
import { guarded } from "./guarded.ts";

/** How long it takes until somebody notices, and what the thief does meanwhile and afterwards. */
const NOTICED_MS = 60_000;
const ACTS = 8;
const ACT_MS = 15_000;

/** Names of keys that are worth stealing. */
const KEYS = ["evaluator-1", "node", "lab"] as const;

/** Steals a key of a site and signs with it from elsewhere, until operators put another in its place, and after that in vain. */
export function stealKey(site: SimulatedSite, lab: string, yard: Yard, random: RandomStream): string {
  const drawn = KEYS[random.below(KEYS.length)] ?? "node";
  const name = drawn === "lab" ? `lab-${lab}` : drawn;
  const stolen = site.keys.key(name);
  for (let act = 0; act < ACTS; act += 1)
    yard.world.after(ACT_MS * (act + 1), () => use(site, stolen, lab, `thief/${stolen.keyId}/${act}`));
  yard.world.after(NOTICED_MS, () => rotate(site, name, stolen.keyId, yard));
  return name;
}

/** With the key of an evaluator he closes window sets before their time, with a node's he leases, with a lab's he names datasets. */
function use(site: SimulatedSite, key: SigningKey, lab: string, id: string): void {
  const { life } = site;
  if (life === null || !life.process.isAlive || life.process.isPaused) return;
  const { state } = life.site;
  const set = [...state.windowSets.values()].at(-1)?.set ?? "none";
  const run = [...state.runs.values()].at(-1)?.run ?? "none";
  const role = state.keys.get(key.keyId) ?? "lab";
  const body: Command =
    role === "evaluator"
      ? { type: "windows.close", set }
      : role === "node"
        ? { type: "lease.request", lease: id, run, node: "node-2" }
        : {
            type: "dataset.register",
            dataset: digestOfValue({ id }),
            lab,
            chunks: [digestOfValue({ id })],
            derivedFrom: [],
          };
  const claim = { log: site.origin, id, body, claimedAt: site.clock.wallMs() };
  guarded(() => life.process.take(() => life.writer.submit(signCommand(claim, [key]))));
}

/** The operators' answer: another key in the place of the stolen one, again and again until the site has decided it. */
function rotate(site: SimulatedSite, name: string, from: string, yard: Yard): void {
  const again = (): void => yard.world.after(10_000, () => rotate(site, name, from, yard));
  const { life } = site;
  if (life === null || life.process.isPaused) return again();
  life.process.take(() => {
    guarded(() => {
      const draft = site.keys.draft(name);
      const publicKey = Buffer.from(draft.publicKey.raw).toString("base64");
      life.site.submit(`rotate:${from}`, { type: "key.rotate", from, to: draft.keyId, publicKey });
      life.site.settleKeys();
    });
    if (site.keys.key(name).keyId === from) again();
  });
}
