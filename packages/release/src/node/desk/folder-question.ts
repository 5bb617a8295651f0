import type { Clock } from "@plimsoll/foundation";
import type { LanguageModel } from "../../opinion/language-model.ts";
import type { AskKernel } from "../../state/gate-facts.ts";
import type { TighteningEnvironment } from "../../state/tightened-by.ts";

/** What is asked of the desk. */
export interface FolderQuestion {
  readonly folder: string;
  /** The release store. */
  readonly store: string;
  /** In words; recorded, and of no weight. */
  readonly question: string | null;
  /** Who asks; recorded, and shown in every report. */
  readonly by: string | null;
  /** Folders of texts in which a repair searches. */
  readonly corpora: readonly string[];
  /** Organisations that made the subject, beside the one its id names. */
  readonly owners: readonly string[];
  readonly isRepairOn: boolean;
  readonly cacheFolder: string | null;
}

/** What an evaluation needs of the world. */
export interface DeskPorts {
  readonly clock: Clock;
  readonly environment: TighteningEnvironment;
  /** The kernel's word on weights; null: there is no kernel here. */
  readonly kernelWord: AskKernel;
  /** A language model that may lower an answer and never lift it; absent or null: none is asked. */
  readonly model?: LanguageModel | null;
  readonly wait: (ms: number) => Promise<void>;
  readonly onStep: (step: string) => void;
}
