import type { ComponentChildren, JSX } from "preact";
import { isStale } from "../data/live.ts";
import { shortDigest } from "../../src/show/names.ts";
import { UNKNOWN } from "../../src/show/numbers.ts";

/** A figure, or the hatched word that it is not known. */
export const Value = ({ of }: { readonly of: string | null }): JSX.Element =>
  of === null || of === UNKNOWN ? <Unknown /> : <span class="value">{of}</span>;

export const Unknown = ({ why }: { readonly why?: string }): JSX.Element => (
  <>
    <span class="unknown">{UNKNOWN}</span>
    {why === undefined || why === "" ? null : <span class="why">{why}</span>}
  </>
);

/** Stands beside figures while they are of the past. */
export const OldMark = (): JSX.Element | null => (isStale.value ? <span class="old">old</span> : null);

/** Labels and figures. */
export const Facts = ({
  facts,
}: {
  readonly facts: readonly (readonly [string, ComponentChildren])[];
}): JSX.Element => (
  <dl class="facts">
    {facts.map(([label, value]) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>{typeof value === "string" ? <Value of={value} /> : value}</dd>
      </div>
    ))}
  </dl>
);

/** A digest, short, with the whole of it in the title. */
export const Digest = ({ of }: { readonly of: string | null }): JSX.Element =>
  of === null ? <Unknown /> : <code title={of}>{shortDigest(of)}</code>;
