/** With fewer tasks in each half, eight window sets could not show a rise at 1e-4 (K-51). */
const TASKS_PER_HALF_MIN = 3;

/**
 * The corrections whose cost is measured in the n-th window set of a lineage: every other task, so that none can be learnt from set to
 * set, and each again in two sets, within the four that the kernel allows (K-51). Too few tasks to halve are all asked.
 */
export function correctionTasksOf(tasks: readonly string[], setOrdinal: number): readonly string[] {
  if (tasks.length < 2 * TASKS_PER_HALF_MIN) return tasks;
  return tasks.filter((_, index) => index % 2 === setOrdinal % 2);
}
