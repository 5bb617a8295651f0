import { readFileSync } from "node:fs";
import { type ClusterSpec, parseClusterSpec } from "../src/cluster/cluster-spec.ts";
import { clusterProfile } from "../src/cluster/profiles.ts";

/** A cell of a golden transition; what is not given is not compared. */
export interface GoldenCell {
  readonly y: number;
  readonly x: number;
  readonly cpu?: number;
  readonly memory?: number;
  readonly priority?: number;
  readonly base?: number;
  readonly leak?: number;
}

interface GoldenAfter {
  readonly y: number;
  readonly x: number;
  readonly step: number;
  readonly budget: number;
  readonly oomNodes: number;
  readonly criticalOom: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly avgLoad?: number;
  readonly cells?: readonly GoldenCell[];
  /** By index of the observation. */
  readonly observation?: Readonly<Record<string, number>>;
}

/** One step without chance, from a state that is written out. */
export interface GoldenTransition {
  readonly group: string;
  readonly name: string;
  readonly spec: ClusterSpec;
  readonly before: {
    /** Row by row. */
    readonly cells: readonly Required<GoldenCell>[];
    readonly y: number;
    readonly x: number;
    readonly budget: number;
    readonly step: number;
  };
  readonly action: number;
  readonly reward: number;
  readonly after: GoldenAfter;
}

interface RawTransition extends Omit<GoldenTransition, "spec" | "before"> {
  readonly profile: string;
  readonly changes?: Tree;
  readonly before: Omit<GoldenTransition["before"], "cells"> & {
    readonly every: Omit<GoldenCell, "y" | "x">;
    readonly cells: readonly GoldenCell[];
  };
}

interface Vectors {
  readonly layout: { readonly observation: readonly number[] };
  readonly cases: readonly RawTransition[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../spec/vectors/simulation/cluster-transitions.json", import.meta.url), "utf8"),
) as Vectors;

/** The first 27 numbers of an observation at (0, 0) where cell (y, x), channel c holds 12 y + 3 x + c. */
export const goldenLayout: readonly number[] = vectors.layout.observation;

/** All golden transitions, for any implementation of the world. */
export const goldenTransitions: readonly GoldenTransition[] = vectors.cases.map(
  ({ profile, changes = {}, before, ...transition }) => {
    const spec = parseClusterSpec(laidOver(clusterProfile(profile) as unknown as Tree, changes));
    return { ...transition, spec, before: { ...before, cells: allCells(spec, before) } };
  },
);

function allCells({ width, height }: ClusterSpec, { every, cells }: RawTransition["before"]): Required<GoldenCell>[] {
  return Array.from({ length: width * height }, (_, index) => {
    const [y, x] = [Math.floor(index / width), index % width];
    const named = cells.find((cell) => cell.y === y && cell.x === x);
    const cell = { cpu: 0, memory: 0, priority: 0, leak: 0, ...every, ...named, y, x };
    return { base: cell.memory, ...cell };
  });
}

interface Tree {
  readonly [field: string]: Tree | readonly unknown[] | string | number | boolean;
}

function isTree(value: Tree[string] | undefined): value is Tree {
  return typeof value === "object" && !Array.isArray(value);
}

function laidOver(tree: Tree, changes: Tree): Tree {
  const changed = Object.entries(changes).map(([field, value]) => {
    const old = tree[field];
    return [field, isTree(old) && isTree(value) ? laidOver(old, value) : value] as const;
  });
  return { ...tree, ...Object.fromEntries(changed) };
}
