import { setTimeout as sleep } from "node:timers/promises";
import type { Worker } from "@plimsoll/mesh";
import { endpointWorker, hashEncoder, localWorker } from "@plimsoll/mesh/node";
import { optionsFault } from "../mesh-options.ts";
import type { JoinFlags } from "./join-flags.ts";

/** What a model may take where nobody says it. */
const ANNOUNCED_MS = 30_000;

/** How to make the worker that was asked for; null for none. Throws `MESH_OPTIONS` for flags that do not go together. */
export function nodeWorker(flags: JoinFlags): ((dimensions: number) => Worker) | null {
  const { endpoint, model, echo, announce } = flags;
  if (endpoint !== undefined && echo !== undefined) throw optionsFault("--endpoint or --echo", "both");
  if ((endpoint === undefined) !== (model === undefined)) throw optionsFault("--endpoint with --model", "one of them");
  if (endpoint !== undefined && model !== undefined) return modelWorker(flags, endpoint, model);
  if (echo !== undefined) return echoWorker(flags, echo);
  if (announce !== undefined || flags.lane.length > 0) throw optionsFault("a worker for --lane and --announce", "none");
  return null;
}

function modelWorker(flags: JoinFlags, baseUrl: string, model: string): (dimensions: number) => Worker {
  const plan = planOf(flags, ANNOUNCED_MS);
  const endpoint = { baseUrl, timeoutMs: 10 * plan.announcedMs };
  return (dimensions) => endpointWorker({ ...plan, endpoint, model, encoder: hashEncoder(dimensions) });
}

/** Its answer is the prompt. The wait ends with the signal. */
function echoWorker(flags: JoinFlags, echoMs: number): (dimensions: number) => Worker {
  const plan = planOf(flags, Math.max(1, echoMs));
  return (dimensions) =>
    localWorker({
      ...plan,
      encoder: hashEncoder(dimensions),
      timeoutMs: echoMs + 60_000,
      run: async ({ prompt }, signal) => {
        await sleep(echoMs, undefined, { signal });
        return prompt;
      },
    });
}

const planOf = ({ lane, announce, capacity }: JoinFlags, announcedMs: number) => ({
  lanes: lane.length === 0 ? ["fast"] : lane,
  announcedMs: announce ?? announcedMs,
  capacity,
});
