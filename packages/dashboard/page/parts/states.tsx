import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import type { Problem } from "../../src/api/problem.ts";
import { grouped } from "../../src/show/numbers.ts";
import type { List } from "../data/list.ts";
import type { Resource } from "../data/resource.ts";
import { Mark } from "./mark.tsx";

/** What a view shows while it has nothing, when something went wrong, and when it has an answer. */
export function Shown<T>({
  of,
  what,
  children,
}: {
  readonly of: ReadonlySignal<Resource<T>>;
  readonly what: string;
  readonly children: (value: T) => ComponentChildren;
}): JSX.Element {
  const { value, problem } = of.value;
  return (
    <>
      {problem === null ? null : <ProblemPanel problem={problem} isOld={value !== null} what={what} />}
      {value === null ? (
        problem === null ? (
          <Loading what={what} />
        ) : null
      ) : (
        <div class={problem === null ? "stack" : "stack outdated"}>{children(value)}</div>
      )}
    </>
  );
}

/** The same of a list, which says when it is only the beginning of one. */
export const ShownList = <T,>({
  of,
  what,
  children,
}: {
  readonly of: ReadonlySignal<Resource<List<T>>>;
  readonly what: string;
  readonly children: (items: readonly T[]) => ComponentChildren;
}): JSX.Element => (
  <Shown of={of} what={what}>
    {({ items }) => (
      <>
        {children(items)}
        <CutNote of={of} what={what} />
      </>
    )}
  </Shown>
);

/** That a list goes on behind what is here. */
export const CutNote = <T,>({
  of,
  what,
}: {
  readonly of: ReadonlySignal<Resource<List<T>>>;
  readonly what: string;
}): JSX.Element | null => {
  const list = of.value.value;
  return list?.isCut === true ? (
    <p class="small" role="note">
      These are the first {grouped(list.items.length)} of {what}: the API has the others.
    </p>
  ) : null;
};

export const Loading = ({ what }: { readonly what: string }): JSX.Element => (
  <div class="loading" role="status">
    <span class="sr-only">Loading {what}</span>
    <span class="bone wide" aria-hidden="true" />
    <span class="bone" aria-hidden="true" />
    <span class="bone short" aria-hidden="true" />
  </div>
);

/** Nothing is there: what that means, and what makes something. */
export const Empty = ({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element => (
  <div class="empty">
    <svg viewBox="0 0 32 32" width="40" height="40" aria-hidden="true">
      <circle cx="16" cy="16" r="9" class="brand-ring" />
      <path d="M2 16h28" class="brand-line" />
    </svg>
    <p class="empty-title">{title}</p>
    {children === undefined ? null : <p>{children}</p>}
  </div>
);

export const ProblemPanel = ({
  problem,
  isOld,
  what,
}: {
  readonly problem: Problem;
  readonly isOld: boolean;
  readonly what: string;
}): JSX.Element => (
  <div class="problem" role="alert">
    <p class="problem-title">
      <Mark name="bad" />
      <strong>{problem.title}</strong> <code>{problem.code}</code>
    </p>
    <dl class="facts">
      {problem.expected === null ? null : (
        <div>
          <dt>expected</dt>
          <dd>{problem.expected}</dd>
        </div>
      )}
      {problem.received === null ? null : (
        <div>
          <dt>received</dt>
          <dd>{problem.received}</dd>
        </div>
      )}
      {problem.fix === null ? null : (
        <div>
          <dt>what to do</dt>
          <dd>{problem.fix}</dd>
        </div>
      )}
    </dl>
    {isOld ? <p class="small">What stands below was true before: {what} could not be asked again.</p> : null}
  </div>
);
