import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ClusterSpec } from "../../src/cluster/cluster-spec.ts";

const PROGRAM = fileURLToPath(new URL("cluster_numpy.py", import.meta.url));
const PYTHON = fileURLToPath(
  new URL("../../../../node_modules/.cache/simulation-peers/python/bin/python", import.meta.url),
);

/** Steps a second of single environments, in processor time, and with what. */
export interface PythonRates {
  readonly python: string;
  readonly gymnasium: string;
  readonly numpy: string;
  readonly syncVectorEnv: number;
  readonly byHand: number;
}

/** Null where it is not installed (scripts/install/simulation-peers.js). */
export function pythonRates(spec: ClusterSpec, environments: number, steps: number): PythonRates | null {
  if (!existsSync(PYTHON)) return null;
  const asked = [PROGRAM, JSON.stringify(spec), String(environments), String(steps)];
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  return JSON.parse(execFileSync(PYTHON, asked, { encoding: "utf8", env })) as PythonRates;
}
