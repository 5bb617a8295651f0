export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something holds, at most `withinMs`. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  withinMs = 10_000,
  what: string = holds.toString(),
): Promise<void> {
  const startedMs = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedMs > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await wait(10);
  }
}
