import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const FOLDER = fileURLToPath(new URL("../../node_modules/.cache/language-model/", import.meta.url));
const LIBRARY = `${FOLDER}node_modules/node-llama-cpp/dist/index.js`;

export const MODEL_NAME = "SmolLM2-135M-Instruct.Q4_1";
export const MODEL_FILE = `${FOLDER}${MODEL_NAME}.gguf`;

/** Whether `node scripts/install/language-model.js` has run. */
export const isInstalled = (): boolean => existsSync(LIBRARY) && existsSync(MODEL_FILE);

type Token = number;

/** What of node-llama-cpp 3.22.1 is used: it is installed beside the project, so its own types are not there to check against. */
export interface LlamaSequence {
  readonly nextTokenIndex: number;
  clearHistory(): Promise<void>;
  adaptStateToTokens(tokens: readonly Token[], allowShift: boolean): Promise<void>;
  evaluate(
    tokens: readonly Token[],
    options: { readonly temperature: number; readonly seed: number },
  ): AsyncIterable<Token>;
}

export interface LlamaModel {
  tokenize(text: string, hasSpecialTokens: boolean): Token[];
  detokenize(tokens: readonly Token[]): string;
  isEogToken(token: Token): boolean;
  createContext(options: { contextSize: number; threads: number; sequences: number }): Promise<{
    getSequence(): LlamaSequence;
  }>;
}

interface LlamaLibrary {
  readonly getLlama: (options: { build: "never"; gpu: false; maxThreads: number; logLevel: "error" }) => Promise<{
    loadModel(options: { modelPath: string; gpuLayers: number }): Promise<LlamaModel>;
  }>;
}

/** The model in memory, on the prebuilt binary for this machine and on nothing that would have to be built. */
export async function loadModel(threads: number): Promise<LlamaModel> {
  const { getLlama } = (await import(pathToFileURL(LIBRARY).href)) as LlamaLibrary;
  const llama = await getLlama({ build: "never", gpu: false, maxThreads: threads, logLevel: "error" });
  return await llama.loadModel({ modelPath: MODEL_FILE, gpuLayers: 0 });
}
