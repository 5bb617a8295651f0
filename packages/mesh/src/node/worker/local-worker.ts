import type { Answer, Job, Worker } from "../../ports/work.ts";
import type { Encoder } from "./encoder.ts";
import { workerFault } from "./worker-fault.ts";

export interface LocalWorkerOptions extends Pick<Worker, "lanes" | "announcedMs" | "capacity"> {
  readonly encoder: Encoder;
  readonly weight?: number;
  readonly timeoutMs: number;
  /** Resolves to the answer. It SHOULD end when the signal does; it is not waited for then. */
  readonly run: (job: Job, signal: AbortSignal) => Promise<Uint8Array>;
}

/** A worker that is a function of this process. It MUST NOT compute for long: that is what `threadWorker` is for. */
export function localWorker({ encoder, weight = 1, timeoutMs, run, ...plan }: LocalWorkerOptions): Worker {
  return {
    ...plan,
    answer: async (job, signal): Promise<Answer> => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const answer = await Promise.race([run(job, limit), endOf(limit, signal, timeoutMs)]);
      return { answer, encoder: encoder.name, weight, angles: await encoder.encode(answer, limit) };
    },
  };
}

/** Rejects when the limit is reached. */
export function endOf(limit: AbortSignal, signal: AbortSignal, timeoutMs: number): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => {
      reject(
        signal.aborted
          ? workerFault("MESH_WORKER_ABANDONED", "an answer", "an abandoned job", "nothing to do")
          : workerFault("MESH_WORKER_TIMEOUT", `an answer within ${timeoutMs} ms`, "none", "raise timeoutMs"),
      );
    };
    if (limit.aborted) end();
    else limit.addEventListener("abort", end, { once: true });
  });
}
