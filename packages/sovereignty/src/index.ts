export { cleanApparatus } from "./run/apparatus.ts";
export { candidateSetup, runSeed } from "./run/run-seed.ts";
