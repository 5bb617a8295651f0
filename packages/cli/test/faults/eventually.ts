export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `holds`, at most `withinMs`; returns how long it took. */
export async function eventually(
  holds: () => boolean,
  withinMs = 10_000,
  what: string = holds.toString(),
): Promise<number> {
  const startedAtMs = performance.now();
  while (!holds()) {
    if (performance.now() - startedAtMs > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await wait(20);
  }
  return performance.now() - startedAtMs;
}
