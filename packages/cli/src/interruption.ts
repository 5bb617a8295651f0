/** What a terminal or a wrapper sends to the whole group and then passes on comes twice. No person presses as quickly. */
const SAME_SIGNAL_MS = 200;

/** Fires at the first Ctrl-C or polite request to end; a second Ctrl-C is left to the system. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const heard = (): void => {
      if (!controller.signal.aborted) controller.abort();
      setTimeout(() => process.off(name, heard), SAME_SIGNAL_MS).unref();
    };
    process.on(name, heard);
  }
  return controller.signal;
}
