import { ok } from "@plimsoll/foundation";
import { inTime, openSet, refuse, type Rule } from "./rule.ts";

/** The most tasks of one set. */
const TASKS_MAX = 64;

/** What corrections cost in a drawn set: each task once, so that nobody picks among several attempts. */
export const recordCosts: Rule<"costs.record"> = (state, { set: name, costs, transcript }, occasion) => {
  const found = inTime(openSet(state, name), occasion);
  if (!found.ok) return found;
  const { pulse, costs: recorded } = found.value;
  if (pulse === null) {
    return refuse(
      "WINDOWS_NOT_DRAWN",
      "a set whose probes are drawn",
      `"${name}"`,
      "draw the beacon pulse first: windows.draw",
    );
  }
  const tasks = [...recorded, ...costs].map(({ task }) => task);
  const repeated = tasks.find((task, index) => tasks.indexOf(task) !== index);
  if (repeated !== undefined) {
    return refuse(
      "TRIALS_INCONSISTENT",
      "each task once in a set",
      `"${repeated}" again`,
      "send each task's cost once",
    );
  }
  if (tasks.length > TASKS_MAX) {
    return refuse(
      "TRIALS_EXCEED_WINDOW",
      `at most ${TASKS_MAX} tasks`,
      `${tasks.length}`,
      "leave the rest to the next set",
    );
  }
  return ok([{ kind: "costs.recorded", set: name, costs, transcript }]);
};
