import type { Site } from "@plimsoll/governor";
import type { Entry, KernelState } from "@plimsoll/kernel";
import type { LedgerReader } from "@plimsoll/ledger";

/** How a site is read whose commands a node decides. */
export interface MeshReading {
  readonly log: LedgerReader;
  readonly state: () => KernelState;
  readonly nowMs: () => number;
}

type SiteWriter = Extract<ConstructorParameters<typeof Site>[0], { readonly writer: unknown }>["writer"];

/** For what reads a `Site`: tokens of grants and feeds. Nothing is decided here, and whoever tries is a fault of ours. */
export const meshWriter = ({ log, state, nowMs }: MeshReading): SiteWriter => ({
  log,
  get state() {
    return state();
  },
  now: () => Math.max(nowMs(), state().clockMs),
  submit: () => {
    throw new Error("commands of a mesh's site are decided by its node");
  },
  observe: (_observer: (entry: Entry) => void) => {},
  close: () => log.close(),
});
