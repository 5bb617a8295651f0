import { digestOfValue, type RandomStream } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import { combine } from "@plimsoll/release";
import type { Yard } from "../trial/yard.ts";
import type { Deployed } from "./deployer.ts";

/** A verdict counts for so long. */
const VERDICT_MS = 600_000;
const LAYERS = ["L1", "L2", "L3", "L4"] as const;
const POLICY = digestOfValue("release policy of the sea trial");
const IMPLEMENTATION = digestOfValue("votes of the sea trial");

export interface ReleaseRound extends Deployed {
  readonly site: string;
  readonly round: number;
  readonly random: RandomStream;
}

/**
 * A manager has four layers vote on a release and tells the kernel what came of it. He is clumsy: votes are missing, on another
 * dossier, or out of date, and one time in ten he tells something else. What counts is for the release's own rules (`combine`) to say.
 *
 * @returns whether these votes give leave to serve anybody outside, whatever the kernel was told
 */
export function judgeRelease(site: Site, yard: Yard, round: ReleaseRound): boolean {
  const { artifact, deployment, random } = round;
  const dossier = digestOfValue({ deployment, artifact });
  const nowMs = site.now();
  const votes = Object.fromEntries(
    LAYERS.map((layer) => [layer, voteOf(layer, { dossier, nowMs, random })] as const).filter(
      ([, vote]) => vote !== null,
    ),
  );
  const combined = combine(votes, { state: "ok", reasons: [] }, { dossier, policy: POLICY, nowMs });
  const told = random.chance(1, 10) ? (TOLD[random.below(TOLD.length)] ?? "red") : TOLD_OF[combined.colour];
  site.must(`release:${deployment}/${round.round}`, {
    type: "release.judge",
    artifact,
    level: told,
    pack: digestOfValue({ dossier, round: round.round }),
    expiresAt: nowMs + VERDICT_MS,
  });
  yard.tell({
    kind: "release.decided",
    site: round.site,
    artifact,
    colour: combined.colour,
    votes: Object.fromEntries(LAYERS.map((layer) => [layer, castBy(votes[layer], dossier, nowMs)])),
    told,
  });
  return combined.colour === "GREEN";
}

const TOLD_OF = { GREEN: "green", YELLOW: "yellow", RED: "red" } as const;
const TOLD = Object.values(TOLD_OF);

interface Voting {
  readonly dossier: ReturnType<typeof digestOfValue>;
  readonly nowMs: number;
  readonly random: RandomStream;
}

function voteOf(layer: (typeof LAYERS)[number], { dossier, nowMs, random }: Voting): object | null {
  const draw = random.below(80);
  if (draw === 0) return null;
  const isBad = draw === 1;
  return {
    layer,
    colour: isBad ? "RED" : "GREEN",
    reasons: isBad
      ? [
          {
            code: "VIOLATION_SSI_CRITICAL",
            records: [layer],
            detail: "It is below the threshold.",
            wouldChange: "More margin.",
          },
        ]
      : [],
    dossier: draw === 2 ? digestOfValue("another dossier") : dossier,
    policy: POLICY,
    implementation: IMPLEMENTATION,
    castAtMs: nowMs - 1_000,
    expiresAtMs: draw === 3 ? nowMs - 1 : nowMs + VERDICT_MS,
  };
}

/** As it was cast, and not as it was counted. */
function castBy(vote: object | null | undefined, dossier: string, nowMs: number): string {
  if (vote === null || vote === undefined) return "MISSING";
  const cast = vote as { readonly colour: string; readonly dossier: string; readonly expiresAtMs: number };
  if (cast.dossier !== dossier) return "OTHER";
  return cast.expiresAtMs <= nowMs ? "EXPIRED" : cast.colour;
}
