import { HarnessError } from "../errors.ts";
import type { Place } from "../predict/source-text.ts";

/** BAD_INPUT with file and line: a user's file asks something of the lab that it cannot give. */
export function refusal({ file, line }: Pick<Place, "file" | "line">, text: string): HarnessError {
  return new HarnessError("BAD_INPUT", `${file}:${line}: ${text}`);
}
