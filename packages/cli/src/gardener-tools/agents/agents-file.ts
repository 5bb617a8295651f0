import { identifier, integer, matching, object, oneOf, PlimsollError, type Shaped } from "@plimsoll/foundation";
import { brainSpecies, type GardenerPolicy, linearSpecies, type Species } from "@plimsoll/simulation";
import { regularFileText } from "../../cluster-tools/input/regular-file.ts";
import { SPECIES_NAMES, type SpeciesName } from "../evolve/species-names.ts";
import { genomeText, genomeOf } from "./genome-text.ts";

const SCHEMA = "plimsoll.gardener.agents/1";
/** Agents are bred in the classic world; `classicHabits` carries them to others. */
export const BRED_ACTIONS = 6;
/** How bold first brains are: with usual weights they do the same wherever they look. */
const BRAIN_GAIN = 8;

export const speciesNamed = (name: SpeciesName): Species =>
  name === "linear" ? linearSpecies(BRED_ACTIONS) : brainSpecies(BRED_ACTIONS, BRAIN_GAIN);

const agentsShape = object({
  schema: oneOf(SCHEMA),
  name: identifier,
  species: oneOf(...SPECIES_NAMES),
  actions: oneOf(BRED_ACTIONS),
  seed: integer(0, Number.MAX_SAFE_INTEGER),
  rounds: integer(1, 1_000_000),
  /** 32-bit floats, little-endian, base64. */
  genome: matching("base64", /^[A-Za-z0-9+/]{4,100000}={0,2}$/),
});

type AgentsFile = Shaped<typeof agentsShape>;

/** What evolution left, as a file's value. */
export const agentsFile = (species: SpeciesName, seed: number, rounds: number, genome: Float32Array): AgentsFile => ({
  schema: SCHEMA,
  name: `evolved-${species}-${seed}`,
  species,
  actions: BRED_ACTIONS,
  seed,
  rounds,
  genome: genomeText(genome),
});

/** Agents of a file. Throws `FILE_NOT_FOUND`, `GARDENER_AGENTS_MALFORMED`. */
export function readAgentsFile(path: string): GardenerPolicy {
  const parsed = agentsShape.parse(parsedJson(path));
  if (!parsed.ok) throw malformed(path, `${parsed.error.path}: ${parsed.error.expected}`, parsed.error.received);
  const { species, genome, name } = parsed.value;
  const numbers = genomeOf(genome);
  if (numbers === null || !numbers.every(Number.isFinite))
    throw malformed(path, "/genome: finite 32-bit floats", "others");
  return { ...speciesNamed(species).policy(numbers), name };
}

function parsedJson(path: string): unknown {
  const text = regularFileText(path);
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(path, "JSON", `text of ${text.length} characters`);
  }
}

const malformed = (path: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "GARDENER_AGENTS_MALFORMED",
    expected: `${expected} in "${path}"`,
    received,
    fix: "name random, rule, evolved, or a file that `plimsoll lab gardener evolve` wrote",
  });
