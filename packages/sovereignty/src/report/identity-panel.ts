import { CLEAN_LAW } from "../law/initial-law.ts";
import { patched, type PatchOperation } from "../law/patch.ts";
import type { Rule } from "../law/rule.ts";
import type { RepairRecord, SeedRun } from "../run/seed-run.ts";
import { hashChip } from "./hash-chip.ts";
import { html, type Html } from "./html.ts";
import { changedRuleText, conditionText, ruleText } from "./law-text.ts";
import { mark, yesOrNo } from "./mark.ts";

/** One seed's identity over time: its epochs as a chain, and each repair with the law before and after it. */
export const identityPanel = (run: SeedRun): Html =>
  html`${epochChain(run)}
    <div class="repairs">${repairsInTurn(run).map(repairCard)}</div>`;

const epochChain = ({ epochs, repairs }: SeedRun): Html =>
  html`<ol class="chain" aria-label="Epochs, each made from the one before it">
    ${epochs.map(
      (epoch, index) =>
        html`<li>
          ${index === 0 ? "" : html`<span class="link"><span aria-hidden="true">→</span> ${repairs[index - 1] === undefined ? "no repair on record" : `Repair ${repairs[index - 1]!.name}`}</span>`}<span
            class="epoch"
            ><b>epoch_${index}</b> ${hashChip(epoch)}</span
          >
        </li>`,
    )}${[0, 1, 2].slice(epochs.length).map(
      (index) =>
        html`<li>
          <span class="link"><span aria-hidden="true">⇢</span></span
          ><span class="epoch missing"><b>epoch_${index}</b> ${mark("open", "never reached")}</span>
        </li>`,
    )}
  </ol>`;

interface RepairInTurn {
  readonly repair: RepairRecord;
  /** The rules that it was applied to. */
  readonly before: readonly Rule[];
  readonly after: readonly Rule[];
  /** The place of its prior epoch in the chain; -1 where the chain has no such epoch. */
  readonly priorIndex: number;
}

function repairsInTurn({ repairs, epochs }: SeedRun): readonly RepairInTurn[] {
  let before = CLEAN_LAW;
  return repairs.map((repair) => {
    const after = patched(before, repair.patches);
    const inTurn = { repair, before, after, priorIndex: epochs.indexOf(repair.priorEpoch) };
    before = after;
    return inTurn;
  });
}

const repairCard = ({ repair, before, after, priorIndex }: RepairInTurn): Html =>
  html`<article class="repair">
    <h3>Repair ${repair.name} <small>episode ${repair.episode}, step ${repair.step}</small></h3>
    ${repair.patches.map((patch) => patchText(patch, before, after))}
    <dl class="facts">
      <dt>answers</dt>
      <dd>contradiction ${hashChip(repair.traceEntryId)}, citing ${repair.ruleIds.join(" and ")}</dd>
      <dt>builds on</dt>
      <dd>
        ${priorIndex < 0 ? mark("bad", "an epoch that is not in the chain") : html`epoch_${priorIndex}`}
        ${hashChip(repair.priorEpoch)}
      </dd>
      <dt>makes</dt>
      <dd>${hashChip(repair.epoch)}</dd>
      <dt>fingerprint</dt>
      <dd>${hashChip(repair.fingerprint)}</dd>
      <dt>narrow</dt>
      <dd>${yesOrNo(repair.isNarrow)} <small>the prohibition still holds elsewhere</small></dd>
      <dt>mends every blocker</dt>
      <dd>${yesOrNo(repair.mendsEveryBlocker)}</dd>
    </dl>
  </article>`;

function patchText(patch: PatchOperation, before: readonly Rule[], after: readonly Rule[]): Html {
  const index = before.findIndex(({ id }) => id === patch.targetRuleId);
  const [was, is] = [before[index], after[index]];
  const operation = html`<p class="operation"><code>${operationText(patch)}</code></p>`;
  if (was === undefined || is === undefined)
    return html`${operation}
      <p>${mark("bad", `The law has no rule ${patch.targetRuleId}.`)}</p>`;
  return html`${operation}
    <dl class="law">
      <dt>before</dt>
      <dd>${ruleText(was)}</dd>
      <dt>after</dt>
      <dd>${changedRuleText(was, is)}</dd>
    </dl>`;
}

const operationText = (patch: PatchOperation): string => [patch.op, patch.targetRuleId, operandText(patch)].join(" ");

function operandText(patch: PatchOperation): string {
  if (patch.op === "CHANGE_PRIORITY") return String(patch.newPriority);
  return conditionText(patch.op === "ADD_EXCEPTION" ? patch.exceptionCondition : patch.newCondition);
}
