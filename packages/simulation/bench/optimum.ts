/**
 * Solves ClusterTensor on 2 × 2 cells exactly and prints one line of JSON: what the optimum is, and what each heuristic
 * leaves to it. CPU time, one core.
 *
 * node --conditions=@plimsoll/source packages/simulation/bench/optimum.ts [profile] [budget share] [drift steps] [levels] [budget levels]
 */
import { clusterProfile } from "../src/cluster/profiles.ts";
import { heuristicsOnLattice } from "../src/optimum/heuristics-on-lattice.ts";
import { latticeCluster } from "../src/optimum/build-lattice.ts";
import { optimalityReport } from "../src/optimum/optimality-gap.ts";
import { solveOptimum } from "../src/optimum/solve-optimum.ts";

const [profile = "classic", share = "1", driftSteps = "1", levels = "4", budgetLevels = "21"] = process.argv.slice(2);

const options = { driftSteps: Number(driftSteps), levels: Number(levels), budgetLevels: Number(budgetLevels) };
/** With share 0.25 the four cells have the part of the profile's budget that four of sixteen have. */
const budgetShare = Number(share);
const { budget } = clusterProfile(profile);
const spec = clusterProfile(profile, {
  width: 2,
  height: 2,
  budget: { ...budget, full: budget.full * budgetShare, recovery: budget.recovery * budgetShare },
});
const before = process.cpuUsage();
const lattice = latticeCluster(spec, options);
const solving = process.cpuUsage();
const solution = solveOptimum(lattice);
const solved = process.cpuUsage(solving);
const report = optimalityReport(lattice, solution, heuristicsOnLattice(lattice), "h1");
const all = process.cpuUsage(before);
const seconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
console.log(
  JSON.stringify({
    profile,
    budgetShare,
    ...options,
    discount: lattice.discount,
    priorities: lattice.priorities,
    leaks: lattice.leaks,
    ...report,
    cpuSeconds: { optimum: seconds(solved), all: seconds(all) },
  }),
);
