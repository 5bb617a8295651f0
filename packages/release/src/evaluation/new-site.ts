import { FULL_USE } from "../modulation/modulate.ts";
import type { Policy } from "../policy/policy.ts";
import type { Safeguard } from "../evolution/safeguard.ts";
import type { SiteFacts } from "./site-facts.ts";

/** What a site knows of a subject before its first evaluation. */
export const newSite = (policy: Policy, safeguards: readonly Safeguard[]): SiteFacts => ({
  earlier: [],
  budget: { cap: policy.budget.cap, balance: policy.budget.cap },
  engine: { index: policy.stability.initial, isResting: false },
  pause: { state: "STABLE" },
  recordedPause: { state: "STABLE" },
  pauseAtMs: null,
  series: [],
  seriesAtMs: null,
  incidents: [],
  previousDirection: null,
  setPoint: FULL_USE,
  unexecuted: [],
  safeguards,
  overrides: [],
  chainFaults: [],
  unlockedChanges: [],
  oscillating: [],
  unreflected: [],
  changeLogged: [],
  kernel: [],
  incidentsSince: 0,
  parentLevels: [],
});
