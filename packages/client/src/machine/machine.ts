/** What a client needs of the machine that it runs on. */
export interface Machine {
  readonly fetch: typeof fetch;
  /** Ms since 1970: the signer's clock. */
  readonly wallMs: () => number;
  /** Ms of a clock that never steps back. */
  readonly monotonicMs: () => number;
  /** From 0 to below 1, for waiting times alone. */
  readonly chance: () => number;
  /** Resolves after so many ms; rejects with the signal's reason. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The machine itself: Node or a browser. */
export const thisMachine: Machine = {
  fetch: (...asked) => globalThis.fetch(...asked),
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  chance: () => Math.random(),
  sleep,
};

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted === true) stop();
  });
}
