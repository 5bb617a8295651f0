import { CLEAN, SCALE } from "../../cluster/actions.ts";
import type { ClusterBatch } from "../../cluster/batch/cluster-batch.ts";
import type { BatchPolicy } from "../../play/play-episodes.ts";
import { slotView } from "../../play/slot-view.ts";
import { canClean, canScale, cellsOf, type ClusterView, loadOf, ownCell } from "../../policies/cluster-view.ts";
import { largestBy, moveTowards } from "../../policies/torus.ts";
import { type Key, partKey } from "../../random/counter.ts";
import type { Verdict } from "../../gardener/risk/verdict.ts";
import type { ActionCatalogue, ActionKind } from "../action-catalogue.ts";
import { CONTROL_DEFAULTS, type ControlSettings, controlState } from "../control-layer.ts";
import { substitutedAction } from "../discrete-damping.ts";
import type { Suppression } from "../suppression.ts";
import { clip } from "../../numbers/clip.ts";

/** A suppression in one episode of one environment of a batch. */
export interface ClusterSuppression extends Suppression {
  readonly environment: number;
  readonly episode: number;
}

/** A cluster under a policy, to be measured. */
export interface ClusterControl {
  readonly settings: ControlSettings;
  /** The key of each environment's run: what is drawn belongs to a run, not to its place in a batch. */
  readonly rootOf: (environment: number) => Key;
  readonly onSuppression: (suppression: ClusterSuppression) => void;
}

/**
 * Via Negativa around any policy of a batch. Its risk comes from facts of the fleet that a control plane has whoever drives: how
 * near the fullest cell is to the end of its memory. What hastens collapse is to spend budget for nothing: a clean of a cell that is
 * no worth it, a scale where nothing is hot. The survival directive: scale what is hot, else clean an own cell that is worth it, else go
 * to the fullest cell.
 */
export const controlledPolicy =
  (policy: BatchPolicy, { settings, rootOf, onSuppression }: ClusterControl): BatchPolicy =>
  (batch, step, actions) => {
    policy(batch, step, actions);
    for (let environment = 0; environment < batch.environments; environment += 1) {
      const state = controlState(clusterRisk(batch, environment), settings);
      if (state.reason === "undamped") continue;
      const slot = batch.slot(environment);
      const view = slotView(batch, environment);
      const decision = {
        step: slot.step,
        subject: 0,
        action: actions[environment]!,
        safeAction: survivalDirective(view),
        emergency: false,
      };
      const control = {
        catalogue: catalogueFor(view),
        survivalLeaves: "safe-action" as const,
        key: partKey(partKey(rootOf(environment), CONTROL), slot.episode),
      };
      const { action, suppression } = substitutedAction(decision, state, control);
      actions[environment] = action;
      if (suppression !== null) onSuppression({ ...suppression, environment, episode: slot.episode });
    }
  };

export const CLUSTER_CONTROL_DEFAULTS: ControlSettings = CONTROL_DEFAULTS;

/** The part of a run's key that is the control layer's: far from the parts that worlds take for themselves. */
const CONTROL = 0x6c6179;

/** Memory from which risk rises from 0, to 1 where a cell is out of memory. */
const RISK_FROM = 0.5;
const VERDICT_FROM: Readonly<Record<Exclude<Verdict, "creative">, number>> = { bubble: 0.45, collapse: 0.72 };

/** Risk and verdict of one cluster of a batch, from its fullest cell; flow is not measured. */
export function clusterRisk(batch: ClusterBatch, environment: number) {
  const view = slotView(batch, environment);
  const fullest = cellsOf(view).reduce((most, cell) => Math.max(most, view.memory(cell)), 0);
  const risk = clip((fullest - RISK_FROM) / (batch.spec.oom.at - RISK_FROM));
  const verdict: Verdict =
    risk >= VERDICT_FROM.collapse ? "collapse" : risk >= VERDICT_FROM.bubble ? "bubble" : "creative";
  return { risk, flow: null, verdict };
}

/** What survival leaves to do; an action's number. */
export function survivalDirective(view: ClusterView): number {
  if (canScale(view)) return SCALE;
  const own = ownCell(view);
  const fullest = largestBy(cellsOf(view), (cell) => view.memory(cell))!;
  if (canClean(view) && (fullest === own || isWorthCleaning(view, own))) return CLEAN;
  const away = cellsOf(view).filter((cell) => cell !== own);
  return moveTowards(view, fullest === own ? largestBy(away, (cell) => view.memory(cell))! : fullest)!;
}

const isWorthCleaning = (view: ClusterView, cell: number): boolean => loadOf(view, cell) >= view.spec.clean.wasteBelow;

const ACTIONS: ActionCatalogue["actions"] = [
  { name: "up", kind: "move" },
  { name: "down", kind: "move" },
  { name: "left", kind: "move" },
  { name: "right", kind: "move" },
  { name: "clean", kind: "repair" },
  { name: "scale", kind: "scale" },
];

/** The cluster's actions as they stand now: only what would be spent for nothing hastens collapse. */
function catalogueFor(view: ClusterView): ActionCatalogue {
  const own = ownCell(view);
  const fullest = largestBy(cellsOf(view), (cell) => view.memory(cell));
  const wasteful: Exclude<ActionKind, "rest">[] = [];
  if (!(canClean(view) && (fullest === own || isWorthCleaning(view, own)))) wasteful.push("repair");
  if (!canScale(view)) wasteful.push("scale");
  return { actions: ACTIONS, hastening: wasteful };
}
