import {
  ClusterBatch,
  clusterProfile,
  clusterSpecDigest,
  recordReplay,
  replayToBytes,
  seedKey,
} from "@plimsoll/simulation";
import { printJson } from "../../output/print-json.ts";
import { figureText } from "../figure-text.ts";
import { refuseNoFileAt, writeOutputs } from "../output/output-files.ts";
import { foreignNotes, namedPolicy } from "../policy/named-policy.ts";
import type { PolicyArgument } from "../policy/policy-options.ts";
import { type EpisodeEnd, stepTeller } from "./step-teller.ts";

interface PlayPlan {
  readonly policy: PolicyArgument;
  readonly profile: string;
  readonly seed: number;
  readonly delay: number;
  readonly record?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Plays the first episode of a seed: the same as a batch plays it. */
export function playEpisode({ policy: argument, profile, seed, delay, record, force, json }: PlayPlan): void {
  if (record !== undefined) refuseNoFileAt(record);
  const spec = clusterProfile(profile);
  const policy = namedPolicy(argument);
  const act = policy.onBatch(spec, () => seedKey(seed));
  const batch = new ClusterBatch(spec, 1, "next-step");
  const recorder = recordReplay(batch, seed);
  const teller = stepTeller({ json, delay });
  teller.begin(batch);
  const actions = new Uint8Array(1);
  for (let step = 0; teller.end().ended === "open"; step += 1) {
    act(batch, step, actions);
    recorder.step(actions);
    teller.step(batch, actions[0]!);
  }
  if (record !== undefined) writeOutputs([{ path: record, content: replayToBytes(recorder.replay()) }], force === true);
  const end = teller.end();
  const notes = foreignNotes([policy], [spec]);
  const told = { policy: policy.label, profile, seed, specDigest: clusterSpecDigest(spec), ...end, notes };
  if (json === true) printJson({ type: "summary", ok: true, ...told, replay: record ?? null });
  else
    process.stdout.write(
      endText(`${policy.label} on ${profile}, seed ${seed}`, end) + notes.map((note) => `note: ${note}\n`).join(""),
    );
}

export const endText = (what: string, { steps, episodeReturn, oomNodes, criticalOom, ended }: EpisodeEnd): string =>
  `${what}: return ${figureText(episodeReturn, 3)} in ${steps} steps, ${endedText(ended)}` +
  `${oomNodes === 0 ? "" : `, ${oomNodes} out of memory (${criticalOom} critical)`}\n`;

const endedText = (ended: EpisodeEnd["ended"]): string =>
  ({ terminated: "ended by its rules", truncated: "alive at the last step", open: "not at its end" })[ended];
