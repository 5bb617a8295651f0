import { join } from "node:path";

/** Where the parts of a site lie in its data folder. */
export const dataFolder = (directory: string) => ({
  ledger: join(directory, "ledger"),
  keys: join(directory, "keys"),
  journals: join(directory, "journals"),
  runs: join(directory, "runs"),
  modelSigning: join(directory, "model-signing"),
  handIn: join(directory, "hand-in"),
  /** Of a node of a mesh: there the node decides, and nobody in its place. */
  meshSites: join(directory, "sites.json"),
  /** What gates need of a site: public, and fit to be copied. */
  jwks: join(directory, "gate", "jwks.json"),
  withdrawals: join(directory, "gate", "withdrawals.json"),
  /** Which processes may compute without a lease. Where it is missing nobody looks for them by himself. */
  unpaidAllowed: join(directory, "audit-allow.json"),
  /** It is there: nothing runs and nothing is served here without a Green decision. */
  releaseRequired: join(directory, "release-required.json"),
});

/** A name as one part of a path. Runs and deployments may have slashes and dots in theirs: none may lead out of its folder. */
export const fileNameOf = (name: string): string => encodeURIComponent(name);

/** What is kept of a run beside the ledger. */
export const runFolder = (directory: string, run: string): string => join(dataFolder(directory).runs, fileNameOf(run));
