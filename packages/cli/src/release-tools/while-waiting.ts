/** Longer than an order takes where nobody else writes the store. */
const SILENT_MS = 2_000;

/** Says on standard error what an order waits for: evaluations rest, search and judge while they hold the store. */
export async function whileWaiting<T>(order: Promise<T>): Promise<T> {
  const told = setTimeout(
    () => void process.stderr.write("waiting for the release store, which another writer holds (10 minutes at most)\n"),
    SILENT_MS,
  );
  try {
    return await order;
  } finally {
    clearTimeout(told);
  }
}
