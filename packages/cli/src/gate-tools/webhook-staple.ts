import { eventLoopTimers } from "@plimsoll/foundation/node";
import { PlimsollError } from "@plimsoll/foundation";
import { connectionFromKubeconfig, KubeCluster, stapleToken, watchTokenFile } from "@plimsoll/governor";
import { WAIT } from "../evidence-tools/probe-time.ts";
import { printJson } from "../output/print-json.ts";

/** What `plimsoll gate staple` was asked for. */
export interface StapleFlags {
  readonly token: string;
  readonly namespace: string;
  readonly selector?: string;
  readonly kubeconfig?: string;
  readonly keep?: boolean;
  readonly json?: boolean;
}

/** Pods come and go between two tokens: the selection is looked over so often. */
const ROUND_MS = 2_000;

/** Writes the token on the pods, once or until a person interrupts. @returns of the last round what failed, of all what was stapled */
export async function runGateStaple(
  flags: StapleFlags,
  signal: AbortSignal,
): Promise<{ readonly stapled: number; readonly failed: number }> {
  const cluster = new KubeCluster(await connectionFromKubeconfig(flags.kubeconfig ?? null));
  const file = watchTokenFile(flags.token, eventLoopTimers);
  try {
    let stapled = 0;
    for (;;) {
      const round = await oneRound(cluster, flags, file.current());
      stapled += round.stapled;
      if (flags.keep !== true || signal.aborted) return { stapled, failed: round.failed };
      await WAIT(ROUND_MS, signal).catch(() => {});
      if (signal.aborted) return { stapled, failed: round.failed };
    }
  } finally {
    file.stop();
  }
}

async function oneRound(
  cluster: KubeCluster,
  flags: StapleFlags,
  token: string | null,
): Promise<{ readonly stapled: number; readonly failed: number }> {
  try {
    if (token === null) throw tokenMissing(flags.token);
    const selection = {
      namespace: flags.namespace,
      ...(flags.selector === undefined ? {} : { labelSelector: flags.selector }),
    };
    const { stapled, failed } = await stapleToken(cluster, selection, token);
    for (const name of stapled) say(flags, "stapled", { name }, name);
    for (const { name, cause } of failed)
      say(flags, "not-stapled", { name, message: String(cause) }, `${name}: ${String(cause)}`);
    return { stapled: stapled.length, failed: failed.length };
  } catch (cause) {
    // Whoever keeps a token fresh goes on when the cluster is away for a while.
    if (flags.keep !== true) throw cause;
    say(flags, "round-failed", { message: String(cause) }, String(cause));
    return { stapled: 0, failed: 1 };
  }
}

function say({ json }: StapleFlags, type: string, fields: object, text: string): void {
  if (json === true) printJson({ type, ...fields });
  else process.stderr.write(`plimsoll: ${type} ${text}\n`);
}

const tokenMissing = (file: string): PlimsollError =>
  new PlimsollError({
    code: "TOKEN_MISSING",
    expected: `a capability token in "${file}"`,
    received: "none",
    fix: "have one issued: plimsoll token issue --keep",
  });
