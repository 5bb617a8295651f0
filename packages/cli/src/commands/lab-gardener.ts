import type { AddCommand } from "../add-command.ts";
import { addGardenerEvolve } from "../gardener-tools/evolve/evolve-command.ts";
import { addGardenerForecast } from "../gardener-tools/forecast/forecast-command.ts";
import { addGardenerPlot } from "../gardener-tools/plot/plot-command.ts";
import { addGardenerRun } from "../gardener-tools/run/run-command.ts";

/** One line for each verb, in the order in which one meets them. */
const COMMANDS: readonly AddCommand[] = [addGardenerRun, addGardenerPlot, addGardenerForecast, addGardenerEvolve];

export const addLabGardener: AddCommand = (lab, exitWith) => {
  const gardener = lab
    .command("gardener")
    .description("Gardener: a field that soils itself, the agents that keep it, and the signs of its collapse");
  for (const add of COMMANDS) add(gardener, exitWith);
};
