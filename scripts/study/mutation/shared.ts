import { Switchboard } from "./switchboard.ts";

/** A test that passes with the kernel as it is. */
export interface Probe {
  readonly title: string;
  readonly run: () => Promise<void>;
  readonly reached: ReadonlySet<number>;
  /** How many guards were asked, with repetition: what a weakened kernel may exceed only so far. */
  readonly asked: number;
  readonly ms: number;
}

interface Shared {
  readonly guards: Switchboard;
  readonly probes: Probe[];
}

const place = globalThis as { __guards?: Switchboard; __probes?: Shared };

/** One for all test files of the process; instrumented sources find the switchboard as `__guards`. */
export function shared(): Shared {
  const guards = (place.__guards ??= new Switchboard());
  return (place.__probes ??= { guards, probes: [] });
}

shared();
