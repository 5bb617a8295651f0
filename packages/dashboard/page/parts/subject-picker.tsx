import type { JSX } from "preact";
import type { Now } from "../../src/api/now.ts";

/** A run or a deployment, chosen. */
export interface Subject {
  readonly kind: "runs" | "deployments";
  readonly name: string;
}

export const subjectsOf = ({ runs, deployments }: Now): readonly Subject[] => [
  ...runs.map(({ run }) => ({ kind: "runs" as const, name: run })),
  ...deployments.map(({ deployment }) => ({ kind: "deployments" as const, name: deployment })),
];

/** Chooses by address, so that a choice can be sent to somebody. */
export const SubjectPicker = ({
  subjects,
  chosen,
  choose,
}: {
  readonly subjects: readonly Subject[];
  readonly chosen: Subject | null;
  readonly choose: (subject: Subject) => void;
}): JSX.Element => (
  <label class="select">
    <span class="sr-only">Run or deployment</span>
    <select
      id="filter"
      value={chosen === null ? "" : valueOf(chosen)}
      onChange={(event) => {
        const found = subjects.find((subject) => valueOf(subject) === event.currentTarget.value);
        if (found !== undefined) choose(found);
      }}
    >
      {subjects.map((subject) => (
        <option key={valueOf(subject)} value={valueOf(subject)}>
          {subject.kind === "runs" ? "run" : "deployment"} {subject.name}
        </option>
      ))}
    </select>
  </label>
);

const valueOf = ({ kind, name }: Subject): string => `${kind}/${name}`;
